// The sheet of keys, and what this book is.

import { useEffect, useRef } from 'preact/hooks';
import { longDate } from '../format/date';
import { book } from '../state/useAnswer';
import { offered } from './pages';

const KEYS: [string[], string][] = [
  [['['], 'One step back in time'],
  [[']'], 'One step on'],
  [['space'], 'Play or pause'],
  [['f'], 'Choose the segment'],
  [['/'], 'Search in the list of this page'],
  [['r'], 'Refresh now'],
  [['t'], 'Light, dark, or as the system has it'],
  [['k'], 'Kiosk: figures only, for a screen on a wall'],
  [['?'], 'This sheet'],
];

export default function Help({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const about = book.value;
  return (
    <dialog class="dialog" ref={dialog} onClose={close} aria-labelledby="helpTitle">
      <header>
        <h2 id="helpTitle">Keys, and about this book</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>×</button>
      </header>
      <div class="body">
        <dl class="keys">
          {offered().map(({ key, name }) => <><dt><kbd>g</kbd><kbd>{key}</kbd></dt><dd>{name}</dd></>)}
          {KEYS.map(([keys, what]) => <><dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{what}</dd></>)}
        </dl>
        {about && (
          <div class="about">
            <h3>{about.name}</h3>
            <p>Amounts in {about.currency}. Reporting date {longDate(about.reportingDate)}: every figure counts what had happened by the end of its as-of date, and nothing after it.</p>
            {about.provenance && <p>{about.provenance}</p>}
          </div>
        )}
      </div>
    </dialog>
  );
}
