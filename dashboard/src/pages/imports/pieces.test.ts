import { describe, expect, it } from 'vitest';
import { mayPass, PIECE_BYTES, sendPieces, type Way } from './pieces';

const fault = (code: string) => Object.assign(new Error(code), { code });

/** A server that keeps what it is sent, and does what the script says at each piece. */
function server(script: Record<number, 'lost' | 'unanswered' | 'refused'> = {}) {
  const kept: Blob[] = [];
  const asked: string[] = [];
  const pauses: number[] = [];
  let pieces = 0;
  const size = () => kept.reduce((sum, piece) => sum + piece.size, 0);
  const way: Way = {
    put: async (offset, piece) => {
      const trouble = script[pieces];
      pieces += 1;
      asked.push(`put ${offset} ${piece.size}`);
      if (trouble === 'refused') throw fault('FORBIDDEN');
      if (trouble === 'lost') throw fault('NETWORK');
      if (offset !== size()) throw fault('CONFLICT');
      kept.push(piece);
      if (trouble === 'unanswered') throw fault('TIMEOUT');
      return size();
    },
    find: async () => {
      asked.push('find');
      return size();
    },
    wait: async (milliseconds) => { pauses.push(milliseconds); },
  };
  return { way, asked, pauses, text: async () => new Blob(kept).text() };
}

/** Bytes that differ from piece to piece. */
const file = (bytes: number) => new Blob([Array.from({ length: Math.ceil(bytes / 8) }, (_, at) => String(at).padStart(8, '0')).join('').slice(0, bytes)]);

describe('a file in pieces', () => {
  it('arrives whole, each piece where the last one ended', async () => {
    const whole = file(2 * PIECE_BYTES + 5);
    const { way, asked, text } = server();
    const told: number[] = [];
    await sendPieces(whole, 0, way, (received) => told.push(received));
    expect(asked).toEqual([`put 0 ${PIECE_BYTES}`, `put ${PIECE_BYTES} ${PIECE_BYTES}`, `put ${2 * PIECE_BYTES} 5`]);
    expect(told).toEqual([PIECE_BYTES, 2 * PIECE_BYTES, 2 * PIECE_BYTES + 5]);
    expect(await text()).toBe(await whole.text());
  });

  it.each(['lost', 'unanswered'] as const)('goes on where the server stands when a piece is %s', async (trouble) => {
    const whole = file(3 * PIECE_BYTES);
    const { way, asked, pauses, text } = server({ 1: trouble });
    await sendPieces(whole, 0, way, () => {});
    expect(await text()).toBe(await whole.text());
    expect(asked.filter((one) => one === 'find')).toHaveLength(1);
    expect(pauses).toHaveLength(1);
  });

  it('ends when the last piece had arrived unanswered', async () => {
    const { way, asked } = server({ 0: 'unanswered' });
    await sendPieces(file(10), 0, way, () => {});
    expect(asked).toEqual(['put 0 10', 'find']);
  });

  it('goes on from a place that it did not know of', async () => {
    const whole = file(2 * PIECE_BYTES);
    const { way, asked, text } = server();
    await way.put(0, whole.slice(0, PIECE_BYTES));
    await sendPieces(whole, 0, way, () => {});
    expect(asked.slice(1)).toEqual([`put 0 ${PIECE_BYTES}`, 'find', `put ${PIECE_BYTES} ${PIECE_BYTES}`]);
    expect(await text()).toBe(await whole.text());
  });

  it('sends nothing of what is there', async () => {
    const { way, asked } = server();
    await sendPieces(file(10), 10, way, () => {});
    expect(asked).toEqual([]);
  });

  it('is given up at once when it is refused', async () => {
    const { way, pauses } = server({ 0: 'refused' });
    await expect(sendPieces(file(10), 0, way, () => {})).rejects.toThrow('FORBIDDEN');
    expect(pauses).toEqual([]);
  });

  it('is given up after seven troubles in a row, with longer and longer pauses', async () => {
    const { way, pauses, asked } = server(Object.fromEntries(Array.from({ length: 20 }, (_, at) => [at, 'lost'])));
    await expect(sendPieces(file(10), 0, way, () => {})).rejects.toThrow('NETWORK');
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 10000]);
    expect(asked.filter((one) => one.startsWith('put'))).toHaveLength(7);
  });

  it('forgets a trouble that has passed', async () => {
    const { way, text } = server({ 0: 'lost', 2: 'lost', 4: 'lost', 6: 'lost', 8: 'lost', 10: 'lost', 12: 'lost', 14: 'lost' });
    const whole = file(8 * PIECE_BYTES);
    await sendPieces(whole, 0, way, () => {});
    expect(await text()).toBe(await whole.text());
  });
});

describe('a trouble', () => {
  it.each(['NETWORK', 'TIMEOUT', 'RATE_LIMITED', 'CONFLICT', 'UNAVAILABLE', 'HTTP 502'])('%s may pass', (code) => expect(mayPass(fault(code))).toBe(true));
  it.each(['FORBIDDEN', 'NOT_FOUND', 'UNAUTHENTICATED', 'PAYLOAD_TOO_LARGE', 'INTERNAL', 'HTTP 404'])('%s does not', (code) => expect(mayPass(fault(code))).toBe(false));
  it('that has no code does not', () => expect(mayPass(new Error('read'))).toBe(false));
});
