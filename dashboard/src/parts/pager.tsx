// Pages by keyset: forward by the cursor of the last row, back by those that were passed.

import { count } from '../format/number';
import type { Page } from './list';

interface Props {
  /** Nothing while it is on its way. */
  page: (Page<unknown> & { totalCount: number }) | undefined;
  what: string;
  /** Cursors of the pages that were passed. */
  trail: readonly string[];
  go: (trail: string[]) => void;
}

/** Cursors in an address are kept as one text. */
export const splitTrail = (text: string | undefined) => (text ? text.split('~') : []);

export function Pager({ page, what, trail, go }: Props) {
  const next = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  return (
    <div class="pager" role="group" aria-label={`Pages of ${what}`}>
      <span role="status">{page ? `${count(page.nodes.length)} of ${count(page.totalCount)} ${what}${trail.length > 0 ? `, page ${trail.length + 1}` : ''}` : ' '}</span>
      <span class="grow" />
      {trail.length > 0 && <button type="button" onClick={() => go([])}>First</button>}
      <button type="button" disabled={trail.length === 0} onClick={() => go(trail.slice(0, -1))}>Previous</button>
      <button type="button" disabled={!next} onClick={() => next && go([...trail, next])}>Next</button>
    </div>
  );
}
