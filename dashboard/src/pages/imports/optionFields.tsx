// How the tape is read, where it is not found out.

import { Choose } from '../../parts/choose';
import { LAYOUTS } from './importsShape';
import { load, setOptions } from './loadState';

export function OptionFields({ currency, isOff }: { currency: string | undefined; isOff: boolean }) {
  const { options } = load.value;
  return (
    <fieldset class="controls" disabled={isOff}>
      <legend class="hidden">How it is read</legend>
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
    </fieldset>
  );
}
