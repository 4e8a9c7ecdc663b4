import { describe, expect, it } from 'vitest';
import { printSort, readAll, readSort } from './list';

const FALLBACK = { key: 'ID', descending: false };

describe('the order of a list', () => {
  it.each([
    ['NAME_DESC', { key: 'NAME', descending: true }],
    ['CREDIT_SCORE_ASC', { key: 'CREDIT_SCORE', descending: false }],
    ['NAME', FALLBACK],
    ['SECRET_ASC', FALLBACK],
    [undefined, FALLBACK],
  ])('%s', (text, expected) => {
    expect(readSort(text, ['ID', 'NAME', 'CREDIT_SCORE'], FALLBACK)).toEqual(expected);
  });

  it('is printed as it is read', () => expect(printSort({ key: 'INCOME', descending: true })).toBe('INCOME_DESC'));
});

describe('all pages of a list', () => {
  it('are read one after another, from each cursor to the next', async () => {
    const asked: (string | null)[] = [];
    const rows = await readAll(async (_, after) => {
      asked.push(after);
      const at = Number(after ?? 0);
      return { nodes: [at, at + 1], pageInfo: { hasNextPage: at < 4, endCursor: String(at + 2) } };
    });
    expect(rows).toEqual([0, 1, 2, 3, 4, 5]);
    expect(asked).toEqual([null, '2', '4']);
  });

  it('of an empty list are none', async () => {
    expect(await readAll(async () => ({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }))).toEqual([]);
  });
});
