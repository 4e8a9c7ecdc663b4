// The segment as chips, and the dialog that changes it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../format/words';
import { useAddress } from '../state/address';
import { describe, FACETS, parseFilter, RANGES, type Filter } from '../state/filter';
import { Icon, ICONS } from './icon';

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

function SegmentDialog({ filter, apply, close }: { filter: Filter; apply: (filter: Filter) => void; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const query: Record<string, string> = {};
    for (const { key } of FACETS) query[key] = form.getAll(key).join(',');
    for (const { key } of RANGES) query[key] = `${String(form.get(`${key}.from`) ?? '').trim()}..${String(form.get(`${key}.to`) ?? '').trim()}`;
    apply(parseFilter(query));
    close();
  };
  return (
    <dialog class="dialog" ref={dialog} onClose={close} aria-labelledby="segmentTitle">
      <form onSubmit={submit}>
        <header>
          <h2 id="segmentTitle">Which loans are counted</h2>
          <button type="button" class="quiet" aria-label="Close" onClick={close}>×</button>
        </header>
        <div class="body facets">
          {FACETS.map(({ key, label, values }) => (
            <fieldset key={key}>
              <legend>{label}</legend>
              {values.map((value) => (
                <label key={value}><input type="checkbox" name={key} value={value} defaultChecked={filter[key]?.includes(value)} />{words(value)}</label>
              ))}
            </fieldset>
          ))}
          {RANGES.map(({ key, label, kind }) => (
            <fieldset key={key}>
              <legend>{label}{kind === 'percent' ? ', % a year' : ''}</legend>
              <div class="ends">
                {(['from', 'to'] as const).map((end, at) => (
                  <label key={end}>
                    {end}
                    {kind === 'date'
                      ? <input name={`${key}.${end}`} type="date" defaultValue={filter[key]?.[at] ?? ''} />
                      : <input name={`${key}.${end}`} inputMode="decimal" pattern={kind === 'whole' ? '\\d*' : '\\d*(\\.\\d+)?'} defaultValue={filter[key]?.[at] ?? ''} />}
                  </label>
                ))}
              </div>
            </fieldset>
          ))}
        </div>
        <footer>
          <button type="button" onClick={() => { apply({}); close(); }}>All loans</button>
          <button type="submit" class="primary">Apply</button>
        </footer>
      </form>
    </dialog>
  );
}
