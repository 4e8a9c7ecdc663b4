// Portfolio at risk over time. Pure.

import type { ParHistoryQuery } from '../../gql/parHistory';
import { inPercent, type Sheet } from '../../parts/sheet';

const KEYS = ['days30', 'days60', 'days90'] as const;
const NAMES = ['PAR 30', 'PAR 60', 'PAR 90'];

/** One row a month-end: the three rates, then amount and loans of each. */
export function shapePar({ portfolio }: ParHistoryQuery, currency: string): Sheet {
  return {
    columns: ['Date', ...NAMES.map((name) => `${name}, %`), ...NAMES.flatMap((name) => [`${name}, ${currency}`, `${name}, loans`])],
    rows: portfolio.history.map(({ asOf, par }) => [
      asOf,
      ...KEYS.map((key) => inPercent(par[key].value, 3)),
      ...KEYS.flatMap((key) => [par[key].numerator, par[key].loanCount ?? null]),
    ]),
  };
}
