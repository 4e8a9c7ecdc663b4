// The segment as chips, and the dialog that changes it.

import { useEffect, useState } from 'preact/hooks';
import { useAddress } from '../state/address';
import { describe } from '../state/filter';
import { Icon, ICONS } from './icon';
import { later } from './later';

const SegmentDialog = later(() => import('./segmentDialog'));

export const OPEN_SEGMENT = 'loanbook:segment';

export function Segment() {
  const { filter, setFilter } = useAddress();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = () => setOpen(true);
    addEventListener(OPEN_SEGMENT, open);
    return () => removeEventListener(OPEN_SEGMENT, open);
  }, []);
  const chips = describe(filter);
  return (
    <div class="segment" role="group" aria-label="Segment">
      <button type="button" class="add" onClick={() => setOpen(true)} title="Choose which loans are counted ( f )">
        <span class="withIcon"><Icon path={ICONS.filter} />{chips.length === 0 ? 'All loans' : 'Segment'}</span>
      </button>
      {chips.map(({ key, text }) => (
        <span class="chip" key={key}>
          {text}
          <button type="button" aria-label={`Remove ${text}`} onClick={() => setFilter({ ...filter, [key]: undefined })}>×</button>
        </span>
      ))}
      {chips.length > 1 && <button type="button" class="quiet" onClick={() => setFilter({})}>Clear all</button>}
      {isOpen && <SegmentDialog filter={filter} apply={setFilter} close={() => setOpen(false)} />}
    </div>
  );
}
