// A file sent in pieces: one after the other, each where the last one ended, and on from there after a trouble that passes.

/** The most that the server takes at once. */
export const PIECE_BYTES = 1 << 20;

/** Troubles in a row before it is given up; with the pauses half a minute. */
const MAX_TROUBLES = 7;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** The way to the server. */
export interface Way {
  /** Sends a piece; answers where the next one begins. */
  put: (offset: number, piece: Blob) => Promise<number>;
  /** Where the next piece begins, as the server knows. */
  find: () => Promise<number>;
  wait: (milliseconds: number) => Promise<void>;
}

/** Whether the same may go well a moment later: nobody answered, too much was asked, or the piece came to another place. */
export function mayPass(failure: unknown): boolean {
  const code = String((failure as { code?: unknown } | null)?.code ?? '');
  return ['NETWORK', 'TIMEOUT', 'RATE_LIMITED', 'CONFLICT', 'UNAVAILABLE'].includes(code) || code.startsWith('HTTP 5');
}

/** Sends what is still to be sent of the file; `tell` hears of every piece that has arrived. */
export async function sendPieces(file: Blob, received: number, way: Way, tell: (received: number) => void): Promise<void> {
  let offset = received;
  let troubles = 0;
  while (offset < file.size) {
    try {
      // A piece whose answer was lost may have arrived: the server knows where to go on.
      if (troubles > 0) offset = await way.find();
      if (offset < file.size) offset = await way.put(offset, file.slice(offset, offset + PIECE_BYTES));
      troubles = 0;
    } catch (failure) {
      troubles += 1;
      if (!mayPass(failure) || troubles === MAX_TROUBLES) throw failure;
      await way.wait(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** troubles));
    }
    tell(offset);
  }
}
