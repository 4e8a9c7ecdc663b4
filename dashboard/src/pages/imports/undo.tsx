// A load is taken back: said first, and then done.

import { useState } from 'preact/hooks';
import { timeWords } from '../../format/time';
import { plural } from '../../format/words';
import { UndoImportDocument, type ImportRowFragment } from '../../gql/imports';
import { Confirm } from '../../parts/confirm';
import { readAgain } from '../../state/refresh';
import { request, RequestFailure } from '../../state/request';
import { countChanged, describeFiles, describeNew, isUnsure } from './importsShape';
import { forget } from './loadState';
import { Refused } from './notice';

interface Props {
  batch: ImportRowFragment;
  close: () => void;
  /** Is told in words what was taken back. */
  onDone: (words: string) => void;
}

export function Undo({ batch, close, onDone }: Props) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const changed = countChanged(batch);
  const name = `load ${batch.number}`;
  const undo = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const { undone } = await request(UndoImportDocument, { number: batch.number });
      forget(batch.number);
      close();
      onDone(`Load ${batch.number} is taken back: ${plural(undone.deleted, 'row')} deleted, ${plural(undone.restored, 'row')} as they were before. The figures are read again.`);
      readAgain();
    } catch (error) {
      const refused = error instanceof RequestFailure ? error : new RequestFailure(String(error), 'INTERNAL');
      setFailure(refused);
      if (isUnsure(refused)) readAgain();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Confirm title={`Take back ${name}`} close={close} isFixed={isBusy}>
      <div class="body undo">
        <dl>
          <dt>Load</dt><dd>{batch.number}, {describeFiles(batch.files)}, {timeWords(batch.finishedAt)}</dd>
          <dt>Deleted</dt><dd>{describeNew(batch)}: what it has added, with the receipts of the instalments</dd>
          <dt>Put back</dt><dd>{changed > 0 ? `${plural(changed, 'row')} that it has changed, as they were before` : 'nothing: it has changed no row that was there'}</dd>
          <dt>Book</dt><dd>the reporting date and the currency as they were before it</dd>
        </dl>
        <p class="muted small">The load stays in the list as undone, and the same files can be loaded again.</p>
        {failure && <Refused what={isUnsure(failure) ? 'Whether it was taken back is not known: look at the list' : 'It was not taken back'} failure={failure} />}
        {failure?.code === 'TIMEOUT' && <p>A large load takes longer than a request may: <code>loanbook import undo {batch.number}</code> has no limit.</p>}
      </div>
      <footer>
        <button type="button" disabled={isBusy} onClick={close}>Cancel</button>
        <button type="button" class="primary" disabled={isBusy} onClick={undo}>{isBusy ? 'Taking back…' : failure ? 'Try again' : `Take back ${name}`}</button>
      </footer>
    </Confirm>
  );
}
