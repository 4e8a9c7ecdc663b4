// The load that is being made: it goes on while its reader looks at other pages.

import { signal } from '@preact/signals';
import { LoadTapeDocument, type ImportReportFragment } from '../../gql/imports';
import { readAgain } from '../../state/refresh';
import { request, RequestFailure } from '../../state/request';
import { follow, type Job } from './follow';
import { NO_OPTIONS, toInput, type Options } from './importsShape';
import { discard, send, type Sending } from './upload';

export type Step = 'choosing' | 'sending' | 'checking' | 'checked' | 'loading' | 'loaded';

export interface Load {
  step: Step;
  files: readonly Sending[];
  options: Options;
  /** How far the server is. */
  job: Job | null;
  /** What would come of it, or what has. */
  report: ImportReportFragment | null;
  /** The same files are in the book already, and nothing was done. */
  isRepeated: boolean;
  failure: RequestFailure | null;
}

/** The most files of one tape. */
export const MAX_FILES = 20;

const NOTHING: Load = {
  step: 'choosing', files: [], options: NO_OPTIONS, job: null, report: null, isRepeated: false, failure: null,
};

export const load = signal<Load>(NOTHING);

const change = (changes: Partial<Load>) => { load.value = { ...load.value, ...changes }; };

/** What was said of other files or other options is not true of these. */
const UNSAID = { step: 'choosing', report: null, isRepeated: false, failure: null } as const;

let sending: AbortController | null = null;

export const isBusy = () => ['sending', 'checking', 'loading'].includes(load.value.step);

/** Adds files to those of the tape; one that was chosen before is taken once. */
export function addFiles(chosen: readonly File[]): void {
  if (isBusy() || chosen.length === 0) return;
  const isSame = (one: File, other: File) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  const fresh = chosen.filter((file) => !load.value.files.some((known) => isSame(known.file, file)));
  change({ ...UNSAID, files: [...load.value.files, ...fresh.map((file) => ({ file, id: null, received: 0 }))] });
}

export function removeFile(file: File): void {
  const gone = load.value.files.find((known) => known.file === file);
  if (gone?.id) void discard(gone.id);
  change({ ...UNSAID, files: load.value.files.filter((known) => known.file !== file) });
}

/** How many rows may be left out is no matter of the check, which shows them all. */
export function setOptions(changes: Partial<Options>): void {
  const isOfCheck = Object.keys(changes).some((key) => key !== 'maxRejected');
  change({ ...(isOfCheck ? UNSAID : {}), options: { ...load.value.options, ...changes } });
}

/** Sends what is not sent yet, and asks what would come of it. */
export const check = () => run(true);

/** Loads it into the book. */
export const loadIntoBook = () => run(false);

async function run(isDry: boolean): Promise<void> {
  if (isBusy()) return;
  const before = isDry ? 'choosing' : load.value.step;
  const abort = new AbortController();
  sending = abort;
  if (isDry) change({ report: null, isRepeated: false });
  try {
    const uploads = await sendAll(abort.signal);
    change({ step: isDry ? 'checking' : 'loading', failure: null, job: null });
    const { job } = await request(LoadTapeDocument, { input: { ...toInput(load.value.options, isDry), uploads } });
    const ended = await follow(job, (now) => change({ job: now }));
    if (!ended.batch) throw new RequestFailure(ended.refusal ?? 'the server does not say why', 'UNPROCESSABLE');
    change({ step: isDry ? 'checked' : 'loaded', report: ended.batch, isRepeated: ended.isRepeated ?? false, ...(isDry ? {} : { files: [], options: NO_OPTIONS }) });
  } catch (error) {
    // Who has cancelled knows of it.
    if (abort.signal.aborted) return;
    const failure = error instanceof RequestFailure ? error : new RequestFailure(String(error), 'INTERNAL');
    // Uploads are kept for a day, and not by another server: those that are gone are sent anew. A load that a server
    // knows nothing of, since it has started again, has them still.
    const files = failure.code === 'NOT_FOUND' && !load.value.job ? load.value.files.map(({ file }) => ({ file, id: null, received: 0 })) : load.value.files;
    change({ step: before, failure, files });
  } finally {
    // A load that was refused for its rows is in the list too.
    if (!isDry) readAgain();
  }
}

async function sendAll(abort: AbortSignal): Promise<string[]> {
  if (load.value.files.some(({ file, received, id }) => !id || received < file.size)) change({ step: 'sending', failure: null });
  const ids: string[] = [];
  for (const { file } of load.value.files) {
    const known = load.value.files.find((one) => one.file === file)!;
    const tell = (changes: Partial<Sending>) => {
      if (abort.aborted) return;
      change({ files: load.value.files.map((one) => (one.file === file ? { ...one, ...changes } : one)) });
    };
    ids.push(await send(known, tell, abort));
    abort.throwIfAborted();
  }
  return ids;
}

/** Stops what is being sent, deletes what the server has of it, and begins anew. */
export function cancel(): void {
  sending?.abort();
  for (const { id } of load.value.files) if (id) void discard(id);
  load.value = NOTHING;
}

/** What was said of a load that is not in the book any more is not true any more. */
export function forget(number: number): void {
  if (load.value.report?.number !== number) return;
  if (load.value.step === 'loaded') load.value = NOTHING;
  else if (load.value.isRepeated) change(UNSAID);
}

// A page that is left in the middle would stop silently.
addEventListener('beforeunload', (event) => {
  if (load.value.step === 'sending') event.preventDefault();
});
