// The bytes of a file on their way: begun by GraphQL, sent to the upload's own address.

import { BeginUploadDocument, DiscardUploadDocument } from '../../gql/imports';
import { reach, refusal, request, RequestFailure } from '../../state/request';
import { sendPieces } from './pieces';

/** A file that was chosen, and how much of it the server has. */
export interface Sending {
  file: File;
  /** Of the upload, once it is begun. */
  id: string | null;
  received: number;
}

/** Sends the rest of the file. What it comes to is told each time, so that nothing is sent twice after a failure. */
export async function send({ file, id, received }: Sending, tell: (changes: Partial<Sending>) => void, signal: AbortSignal): Promise<string> {
  // The server would refuse a size of 0 without naming the file.
  if (file.size === 0) throw new RequestFailure(`${file.name} is empty`, 'FILE');
  if (id === null) {
    // Not given up in the middle: an upload whose name nobody knows would hold its place for a day.
    const { upload } = await request(BeginUploadDocument, { input: { name: file.name, size: file.size } });
    id = upload.id;
    if (signal.aborted) void discard(id);
    signal.throwIfAborted();
    tell({ id, received: 0 });
  }
  const path = `api/v1/uploads/${id}`;
  await sendPieces(file, received, {
    put: async (offset, piece) => ask(`${path}?offset=${offset}`, { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body: await read(file, piece) }, signal),
    find: () => ask(path, {}, signal),
    wait: (milliseconds) => pause(milliseconds, signal),
  }, (now) => tell({ received: now }));
  return id;
}

/** Deletes an upload. One that stays all the same is swept by the server after a day. */
export const discard = (id: string): Promise<unknown> => request(DiscardUploadDocument, { id }).catch(() => {});

async function ask(path: string, init: RequestInit, signal: AbortSignal): Promise<number> {
  const response = await reach(path, init, signal);
  const body = await response.json().catch(() => null);
  if (!response.ok) throw refusal(response, body);
  if (typeof body?.received !== 'number') throw new RequestFailure('the answer says nothing of the upload', 'BAD_ANSWER', response.headers.get('x-request-id'));
  return body.received;
}

// Read by itself: a file that is gone would look like a server that is not there.
async function read(file: File, piece: Blob): Promise<ArrayBuffer> {
  try {
    return await piece.arrayBuffer();
  } catch {
    throw new RequestFailure(`${file.name} cannot be read: it is a folder, or was changed or moved since it was chosen`, 'FILE');
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
