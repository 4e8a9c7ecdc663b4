// Pages by keyset: forward by the cursor of the last row, back by those that were passed.

import { count } from '../format/number';

interface Props {
  /** What the list has in all. */
  total: number | undefined;
  shown: number;
  what: string;
  /** Cursors of the pages before this one, the first page's being ''. */
  trail: readonly string[];
  next: string | null | undefined;
  go: (trail: string[], after: string | null) => void;
}

/** Cursors in an address are kept as one text. */
export const splitTrail = (text: string | undefined) => (text ? text.split('~') : []);

export function Pager({ total, shown, what, trail, next, go }: Props) {
  return (
    <div class="pager" role="group" aria-label={`Pages of ${what}`}>
      <span role="status">{total === undefined ? ' ' : `${count(shown)} of ${count(total)} ${what}${trail.length > 0 ? `, page ${trail.length + 1}` : ''}`}</span>
      <span class="grow" />
      {trail.length > 0 && <button type="button" onClick={() => go([], null)}>First</button>}
      <button type="button" disabled={trail.length === 0} onClick={() => go(trail.slice(0, -1), trail.at(-2) ?? null)}>Previous</button>
      <button type="button" disabled={!next} onClick={() => next && go([...trail, next], next)}>Next</button>
    </div>
  );
}
