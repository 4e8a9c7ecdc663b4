// The customers that somebody has put on the work list, in this browser.

import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { toggleWork, workList } from '../../state/workList';
import './workPanel.css';

export function WorkPanel() {
  const { link } = useAddress();
  const items = workList.value;
  if (items.length === 0) return null;
  return (
    <Panel
      title="Work list" note="Kept in this browser, in the order in which customers were added"
      sheet={{ columns: ['Customer', 'Name'], rows: items.map(({ id, name }) => [id, name]) }}
    >
      <ul class="workList">
        {items.map((item) => (
          <li class="chip" key={item.id}>
            <a href={link('customer', { id: item.id })}>{item.name}</a>
            <button type="button" aria-label={`Take ${item.name} off the work list`} onClick={() => toggleWork(item)}>×</button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
