// The customers that somebody has put on the work list, in this browser.

import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { me } from '../../state/me';
import { toggleWork, workList, type WorkItem } from '../../state/workList';
import './workPanel.css';

// The list may have been made by somebody who is shown names.
const shown = ({ id, name }: WorkItem) => (me.value?.seesNames === false ? id : name);

export function WorkPanel() {
  const { link } = useAddress();
  const items = workList.value;
  if (items.length === 0) return null;
  return (
    <Panel
      title="Work list" note="Kept in this browser, in the order in which customers were added"
      sheet={{ columns: ['Customer', 'Name'], rows: items.map((item) => [item.id, shown(item)]) }}
    >
      <ul class="workList">
        {items.map((item) => (
          <li class="chip" key={item.id}>
            <a href={link('customer', { id: item.id })}>{shown(item)}</a>
            <button type="button" aria-label={`Take ${shown(item)} off the work list`} onClick={() => toggleWork(item)}>×</button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
