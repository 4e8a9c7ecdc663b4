// How far a load is: told by the subscription, or asked for where nothing is heard.

import { ImportJobDocument, ImportProgressDocument, type ImportJobFieldsFragment, type ImportProgressSubscription } from '../../gql/imports';
import { connection } from '../../state/live';
import { request, type RequestFailure } from '../../state/request';
import { mayPass } from './pieces';

export type Job = ImportJobFieldsFragment;

/** A proxy may let no WebSocket through, and a long transaction has little to tell. */
const SILENCE_MS = 3_000;

/** Tells how far the load is until it has ended; answers its end. */
export function follow(begun: Job, tell: (job: Job) => void): Promise<Job> {
  return new Promise((resolve, reject) => {
    let isEnded = false;
    let heardAt = Date.now();
    let stop = () => {};
    const end = () => {
      isEnded = true;
      clearInterval(timer);
      stop();
    };
    const hear = (job: Job) => {
      if (isEnded) return;
      heardAt = Date.now();
      tell(job);
      if (!job.isDone) return;
      end();
      resolve(job);
    };
    const fail = (failure: RequestFailure) => {
      // While a server starts again nobody answers; then it knows nothing of the load, and says so.
      if (isEnded || mayPass(failure)) return;
      end();
      reject(failure);
    };
    const ask = () => request(ImportJobDocument, { id: begun.id }).then(({ job }) => hear(job), fail);
    const timer = setInterval(() => {
      if (Date.now() - heardAt >= SILENCE_MS) void ask();
    }, SILENCE_MS);
    hear(begun);
    if (isEnded) return;
    connection().then((client) => {
      if (isEnded) return;
      stop = client.subscribe<ImportProgressSubscription>({ query: ImportProgressDocument.toString(), variables: { id: begun.id } }, {
        next: ({ data }) => { if (data) hear(data.job); },
        error: () => void ask(),
        complete: () => { if (!isEnded) void ask(); },
      });
    }, () => {});
  });
}
