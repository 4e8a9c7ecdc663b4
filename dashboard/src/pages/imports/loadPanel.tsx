// A tape from this computer: chosen, sent, checked, and then loaded.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { count } from '../../format/number';
import { plural } from '../../format/words';
import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { Files } from './files';
import { describeJob, describeRead, isUnsure, mostRejected, sizeWords, toFindingSheet } from './importsShape';
import { addFiles, cancel, check, isBusy, load, loadIntoBook, MAX_FILES, type Load } from './loadState';
import { Refused } from './notice';
import { OptionFields } from './optionFields';
import { Report } from './report';

export function LoadPanel({ currency }: { currency: string | undefined }) {
  const state = load.value;
  const { step, files, report, failure } = state;
  const tooMany = files.length > MAX_FILES;
  const isReady = files.length > 0 && !tooMany && !isBusy();
  return (
    <>
      <Panel title="Load a tape">
        <DropZone isOff={isBusy()}>
          {files.length > 0 && <Files files={files} isFixed={isBusy()} />}
          {tooMany && <p class="notice refusal" role="alert">At most {MAX_FILES} files are one tape: leave out {count(files.length - MAX_FILES)}.</p>}
          {files.length > 0 && <OptionFields currency={currency} isOff={isBusy()} />}
          {step === 'sending' ? <SendingBar files={files} /> : step === 'checking' ? <JobBar state={state} /> : step !== 'loading' && (
            <div class="deeds">
              <button type="button" class={step === 'checked' ? '' : 'primary'} disabled={!isReady} onClick={check}>{step === 'checked' ? 'Check again' : 'Check first'}</button>
              {files.length > 0 && <button type="button" onClick={cancel}>Cancel</button>}
              {step === 'choosing' && <span class="muted small">A check writes nothing to the book.</span>}
            </div>
          )}
          {failure && !report && <Refused what="Nothing was written" failure={failure} />}
        </DropZone>
      </Panel>
      {report && <Result state={state} />}
    </>
  );
}

/** Takes files that are dropped anywhere on the panel, and has a field for who chooses them. */
function DropZone({ isOff, children }: { isOff: boolean; children: ComponentChildren }) {
  const [isOver, setOver] = useState(false);
  const take = (list: FileList | null | undefined) => addFiles([...(list ?? [])]);
  return (
    <div
      class="dropZone"
      // Without this the browser opens a file that is dropped, and leaves the page.
      onDragOver={(event) => { event.preventDefault(); setOver(!isOff); }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files); }}
    >
      <label class={`drop${isOver ? ' over' : ''}${isOff ? ' off' : ''}`}>
        <input
          type="file" multiple disabled={isOff} class="hidden"
          onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = ''; }}
        />
        <strong>Choose files, or drop them here</strong>
        <span>Text with any delimiter, gzip, zip, Excel, LibreOffice or Parquet; files that belong together are one load</span>
      </label>
      {children}
    </div>
  );
}

function SendingBar({ files }: Pick<Load, 'files'>) {
  const all = files.reduce((sum, { file }) => sum + file.size, 0);
  const sent = files.reduce((sum, { received }) => sum + received, 0);
  return (
    <div class="bar">
      <progress aria-label="Sending the files" max={all} value={sent} />
      <p>Sending: {sizeWords(sent)} of {sizeWords(all)}</p>
      <button type="button" onClick={cancel}>Cancel</button>
    </div>
  );
}

function JobBar({ state: { step, job } }: { state: Load }) {
  const isDry = step === 'checking';
  return (
    <div class="bar">
      {/* Without a value the bar says that it is not known. */}
      <progress aria-label={isDry ? 'Checking' : 'Loading into the book'} {...(job?.shareRead == null ? {} : { max: 1, value: job.shareRead })} />
      <p>{job ? describeJob(job, isDry) : 'Asking the server…'}</p>
    </div>
  );
}

/** What would come of the tape, or what has. */
function Result({ state }: { state: Load }) {
  const { step, report, options, isRepeated, failure } = state;
  const { link } = useAddress();
  const place = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone meanwhile, and the focus with it: it goes on at the answer.
  useEffect(() => {
    if (document.activeElement === document.body) place.current?.focus();
  }, [report]);
  if (!report) return null;
  const isDone = step === 'loaded';
  const isKnown = isRepeated || isDone;
  const tooMany = report.rowsRejected > mostRejected(options);
  const title = isDone && !isRepeated ? `Load ${report.number} is in the book` : isRepeated ? `In the book already, as load ${report.number}` : 'What would come of it';
  return (
    <div class="result" ref={place} tabIndex={-1}>
      <Panel title={title} note={describeRead(report)} sheet={toFindingSheet(report.findings)}>
        <p class="hidden" role="status">{title}. {describeRead(report)}, {plural(report.findings.length, 'finding')}.</p>
        {isRepeated && <p class="notice">These files were loaded before with these options: nothing {isDone ? 'was' : 'would be'} changed. This is the report of that load.</p>}
        {isDone && !isRepeated && <p class="notice done">The figures are read again. <a href={link('imports', { load: String(report.number) })}>Its report</a> is kept in the list below, where the load can be taken back.</p>}
        {step === 'loading' && <JobBar state={state} />}
        {!isKnown && step !== 'loading' && (
          <div class="deeds">
            <button type="button" class="primary" disabled={tooMany || isBusy()} aria-describedby="loadNote" onClick={loadIntoBook}>Load into the book</button>
            <span class={tooMany ? 'fault' : 'muted small'} id="loadNote">
              {tooMany
                ? `${plural(report.rowsRejected, 'row has an error', 'rows have an error')}, and at most ${count(mostRejected(options))} may be left out: correct the file, or let more be left out above.`
                : report.rowsRejected > 0 ? `Nothing has been written yet. ${plural(report.rowsRejected, 'row')} would be left out.` : 'Nothing has been written yet.'}
            </span>
          </div>
        )}
        {failure && <Refused what={isUnsure(failure) ? 'Whether it was loaded is not known: look at the list below, or load again; the same files are never loaded twice' : 'It was not loaded, and nothing was written'} failure={failure} />}
        <Report report={report} isDry={!isKnown} />
      </Panel>
    </div>
  );
}
