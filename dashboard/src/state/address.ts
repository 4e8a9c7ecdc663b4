// The address is the state: page, as-of date, segment, and what a page keeps for itself.

import { useLocation } from 'preact-iso';
import { useMemo } from 'preact/hooks';
import type { PortfolioFilter } from '../gql/overview';
import { isDate } from '../format/date';
import { FILTER_KEYS, parseFilter, printFilter, toPortfolioFilter, type Filter } from './filter';

/** Where the pages are: the folder of the first one that was opened. Each page is one segment below it. */
export const base = new URL('.', location.href).pathname;

type Changes = Record<string, string | null | undefined>;

/** The address of another page about the same date and segment, or about another one. */
export type Link = (page: string, own?: Record<string, string>, filter?: Filter) => string;

export interface Address {
  /** The page's segment, '' for the overview. */
  page: string;
  query: Record<string, string>;
  /** Null: the book's reporting date. */
  asOf: string | null;
  filter: Filter;
  /** What every figure of the page is asked with. */
  variables: { asOf: string | null; filter: PortfolioFilter | null };
  link: Link;
  /** Goes to such an address, for the marks of a chart. */
  open: (link: string) => void;
  /** Changes parameters of this page's address. */
  set: (changes: Changes, options?: { replace?: boolean }) => void;
  setFilter: (filter: Filter) => void;
}

/** Where one is in a list: of no meaning at another date or in another segment. */
const PLACES = { after: null };

const isShared = (key: string) => key === 'asOf' || FILTER_KEYS.includes(key);

/** Parameters in a stable order, empty ones left out. */
function printQuery(query: Changes): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const text = new URLSearchParams(entries).toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text ? `?${text}` : '';
}

/** The address as state, and the ways to change it. */
export function useAddress(): Address {
  const { url, route } = useLocation();
  return useMemo(() => {
    const { pathname, searchParams } = new URL(url, location.origin);
    const page = pathname.slice(base.length);
    const query: Record<string, string> = Object.fromEntries(searchParams);
    const shared = Object.fromEntries(Object.entries(query).filter(([key]) => isShared(key)));
    const asOf = query.asOf && isDate(query.asOf) ? query.asOf : null;
    const filter = parseFilter(query);
    const go = (changed: Changes, replace = false) => route(`${base}${page}${printQuery(changed)}`, replace);
    return {
      page,
      query,
      asOf,
      filter,
      variables: { asOf, filter: toPortfolioFilter(filter) },
      link: (to, own = {}, other) => {
        const kept = other ? { asOf: shared.asOf, ...printFilter(other) } : shared;
        return `./${to}${printQuery({ ...kept, ...own })}`;
      },
      open: (link) => route(base + link.slice('./'.length)),
      set: (changes, options) => go({ ...query, ...('asOf' in changes ? PLACES : {}), ...changes }, options?.replace),
      setFilter: (changed) => {
        const others = Object.entries(query).filter(([key]) => !FILTER_KEYS.includes(key));
        go({ ...Object.fromEntries(others), ...printFilter(changed), ...PLACES });
      },
    };
  }, [url]);
}
