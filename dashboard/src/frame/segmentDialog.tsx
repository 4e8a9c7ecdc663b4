// The dialog that chooses which loans are counted. Loaded when it is opened first.

import { useEffect, useRef } from 'preact/hooks';
import { words } from '../format/words';
import { FACETS, parseFilter, RANGES, type Filter } from '../state/filter';

export default function SegmentDialog({ filter, apply, close }: { filter: Filter; apply: (filter: Filter) => void; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const query: Record<string, string> = {};
    for (const { key } of FACETS) query[key] = form.getAll(key).join(',');
    for (const { key } of RANGES) query[key] = `${String(form.get(`${key}.from`) ?? '').trim()}..${String(form.get(`${key}.to`) ?? '').trim()}`;
    apply(parseFilter(query));
    dialog.current?.close();
  };
  return (
    <dialog class="dialog" ref={dialog} onClose={close} aria-labelledby="segmentTitle">
      <form onSubmit={submit}>
        <header>
          <h2 id="segmentTitle">Which loans are counted</h2>
          <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>×</button>
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
                      : <input name={`${key}.${end}`} inputMode="decimal" pattern={kind === 'whole' ? '\\d*' : '\\d+(\\.\\d+)?'} defaultValue={filter[key]?.[at] ?? ''} />}
                  </label>
                ))}
              </div>
            </fieldset>
          ))}
        </div>
        <footer>
          <button type="button" onClick={() => { apply({}); dialog.current?.close(); }}>All loans</button>
          <button type="submit" class="primary">Apply</button>
        </footer>
      </form>
    </dialog>
  );
}
