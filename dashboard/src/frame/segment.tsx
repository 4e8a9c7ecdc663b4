// The segment as chips, and the dialog that changes it.

import { signal } from '@preact/signals';
import { useAddress } from '../state/address';
import { describe } from '../state/filter';
import { Icon, ICONS } from './icon';
import { later } from './later';

const SegmentDialog = later(() => import('./segmentDialog'));

/** Whether the dialog is open: a button and a key open it. */
export const isSegmentOpen = signal(false);

export function Segment() {
  const { filter, setFilter } = useAddress();
  const chips = describe(filter);
  return (
    <div class="segment" role="group" aria-label="Segment">
      <button type="button" class="add" onClick={() => { isSegmentOpen.value = true; }} title="Choose which loans are counted ( f )">
        <span class="withIcon"><Icon path={ICONS.filter} />{chips.length === 0 ? 'All loans' : 'Segment'}</span>
      </button>
      {chips.map(({ key, text }) => (
        <span class="chip" key={key}>
          {text}
          <button type="button" aria-label={`Remove ${text}`} onClick={() => setFilter({ ...filter, [key]: undefined })}>×</button>
        </span>
      ))}
      {chips.length > 1 && <button type="button" class="quiet" onClick={() => setFilter({})}>Clear all</button>}
      {isSegmentOpen.value && <SegmentDialog filter={filter} apply={setFilter} close={() => { isSegmentOpen.value = false; }} />}
    </div>
  );
}
