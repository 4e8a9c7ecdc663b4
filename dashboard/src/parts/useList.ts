// What the lists of records keep in the address: search, conditions, order and place.

import { useAddress } from '../state/address';
import { readConditions, printCondition, type Chosen, type Condition } from './conditions';
import type { Sort } from './dataTable';
import { printSort, readSort } from './list';
import { splitTrail } from './pager';

export interface ListState {
  chosen: Chosen;
  search: string;
  sort: Sort;
  /** The name of the order in the schema. */
  order: string;
  trail: string[];
  choose: (condition: Condition, parts: string[]) => void;
  clear: () => void;
  onSearch: (text: string) => void;
  onSort: (sort: Sort) => void;
  onPage: (trail: string[]) => void;
}

/** The list as the address has it. Its place is in "after", which a change of the date or the segment clears. */
export function useList(known: readonly Condition[], keys: readonly string[], fallback: Sort): ListState {
  const { query, set } = useAddress();
  const sort = readSort(query.order, keys, fallback);
  return {
    chosen: readConditions(known, query),
    search: query.search ?? '',
    sort,
    order: printSort(sort),
    trail: splitTrail(query.after),
    choose: (condition, parts) => set({ ...printCondition(condition, parts), after: null }),
    clear: () => set({ ...Object.assign({}, ...known.map((condition) => printCondition(condition, []))), after: null }),
    onSearch: (text) => set({ search: text || null, after: null }, { replace: true }),
    onSort: (next) => set({ order: printSort(next), after: null }, { replace: true }),
    onPage: (trail) => set({ after: trail.join('~') || null }),
  };
}
