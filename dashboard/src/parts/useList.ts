// What a list keeps in the address: search, order and place.

import { useAddress } from '../state/address';
import type { Sort } from './dataTable';
import { printSort, readSort } from './list';
import { splitTrail } from './pager';

export interface ListState {
  search: string;
  sort: Sort;
  /** The name of the order in the schema. */
  order: string;
  trail: string[];
  onSearch: (text: string) => void;
  onSort: (sort: Sort) => void;
  onPage: (trail: string[]) => void;
}

/** The list as the address has it. Its place is in "after", which a change of the date or the segment clears. */
export function useList(keys: readonly string[], fallback: Sort): ListState {
  const { query, set } = useAddress();
  const sort = readSort(query.order, keys, fallback);
  return {
    search: query.search ?? '',
    sort,
    order: printSort(sort),
    trail: splitTrail(query.after),
    onSearch: (text) => set({ search: text || null, after: null }, { replace: true }),
    onSort: (next) => set({ order: printSort(next), after: null }, { replace: true }),
    onPage: (trail) => set({ after: trail.join('~') || null }),
  };
}
