// Order and pages of a list of records.

import type { Sort } from './dataTable';

/** Rows of a page, of one request of an export, and of a whole one. */
export const PAGE = 20;
const EXPORT_PAGE = 500;
const EXPORT_LIMIT = 50_000;

/** "NAME_DESC" as a sort; a name that the list does not know is the fallback. */
export function readSort(text: string | undefined, keys: readonly string[], fallback: Sort): Sort {
  const [, key = '', direction] = text?.match(/^(.*)_(ASC|DESC)$/) ?? [];
  return keys.includes(key) ? { key, descending: direction === 'DESC' } : fallback;
}

export const printSort = ({ key, descending }: Sort) => `${key}_${descending ? 'DESC' : 'ASC'}`;

export interface Page<Row> {
  nodes: readonly Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** All pages of a list, one after another. */
export async function readAll<Row>(ask: (first: number, after: string | null) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const page: Page<Row> = await ask(EXPORT_PAGE, after);
    rows.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after && rows.length < EXPORT_LIMIT);
  return rows;
}
