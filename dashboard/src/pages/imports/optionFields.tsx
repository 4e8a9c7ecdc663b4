// How the tape is read, where it is not found out.

import { useState } from 'preact/hooks';
import { Choose } from '../../parts/choose';
import { DELIMITERS, ENCODINGS, LAYOUTS } from './importsShape';
import { load, setOptions } from './loadState';

export function OptionFields({ currency, isOff }: { currency: string | undefined; isOff: boolean }) {
  const { options } = load.value;
  return (
    <fieldset class="options" disabled={isOff}>
      <legend class="hidden">How it is read</legend>
      <div class="controls">
        <Choose label="Layout" value={options.layout} options={LAYOUTS} onChoose={(layout) => setOptions({ layout })} title="Found out by the names of the columns where it is automatic" />
        <label title="The day that the files are of: the last day in them where none is given">
          True at
          <input type="date" value={options.asOf} onInput={(event) => setOptions({ asOf: event.currentTarget.value })} />
        </label>
        <label title="Only a book without loans takes another one than it has">
          Currency of an empty book
          <input maxLength={3} size={6} autocomplete="off" autocapitalize="characters" spellcheck={false} placeholder={currency ?? ''} value={options.currency} onInput={(event) => setOptions({ currency: event.currentTarget.value })} />
        </label>
        <label title="With more rows that have an error nothing is loaded; the check shows them all">
          Rows that may be left out
          <input inputMode="numeric" pattern="\d{1,9}" maxLength={9} size={8} autocomplete="off" value={options.maxRejected} onInput={(event) => setOptions({ maxRejected: event.currentTarget.value })} />
        </label>
      </div>
      <More isOff={isOff} />
    </fieldset>
  );
}

/** What few tapes need. */
function More({ isOff }: { isOff: boolean }) {
  const { encoding, delimiter, mapping } = load.value.options;
  const [isOpen] = useState(Boolean(encoding || delimiter || mapping));
  return (
    <details open={isOpen}>
      <summary>Mapping, delimiter and encoding</summary>
      <div class="controls">
        <div class="mapping">
          <label title="Which column means what, for a tape whose columns have names of their own: `loanbook import FILE --propose-mapping` writes a file to begin with">
            Mapping
            <span class={`button pick${isOff ? ' off' : ''}`}>
              <input type="file" accept=".toml" class="hidden" onChange={(event) => { void take(event.currentTarget.files?.[0]); event.currentTarget.value = ''; }} />
              {mapping?.name ?? 'Choose a file…'}
            </span>
          </label>
          {mapping && <button type="button" class="quiet" aria-label={`Leave out ${mapping.name}`} title="Leave out" onClick={() => setOptions({ mapping: null })}>×</button>}
        </div>
        <Choose label="Delimiter" value={delimiter} options={DELIMITERS} onChoose={(chosen) => setOptions({ delimiter: chosen })} title="What stands between the fields of a text" />
        <Choose label="Encoding" value={encoding} options={ENCODINGS} onChoose={(chosen) => setOptions({ encoding: chosen })} title="How the letters of a text are written" />
      </div>
    </details>
  );
}

async function take(file: File | undefined): Promise<void> {
  if (file) setOptions({ mapping: { name: file.name, text: await file.text() } });
}
