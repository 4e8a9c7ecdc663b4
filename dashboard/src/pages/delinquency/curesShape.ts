// Cures by month, and first-payment default by quarter of disbursement. Pure.

import type { CuresQuery } from '../../gql/cures';
import { monthEnd, shortMonth } from '../../format/date';
import { inPercent, type Sheet } from '../../parts/sheet';
import type { Filter } from '../../state/filter';
import { cellQuery } from '../loans/cell';
import type { Link } from '../../state/address';
import { distinctMonths } from './cardsShape';

const MONTHS = 12;
const QUARTERS = 12;

const points = (value: number | null | undefined) => inPercent(value, 2);

/** The last months: cured and paid off of the loans that were past due when each began. */
export function shapeCures({ portfolio }: CuresQuery, link: Link): Sheet {
  const months = distinctMonths(portfolio.history.map(({ cureRate }) => cureRate)).slice(-MONTHS);
  return {
    columns: ['Month', 'Cured, %', 'Paid off, %', 'Cured', 'Paid off', 'Past due at the begin'],
    rows: months.map(({ to, cured, paidOff }) => [shortMonth(to), points(cured.value), points(paidOff.value), Number(cured.numerator), Number(paidOff.numerator), Number(cured.denominator)]),
    links: months.map(({ to, cured }) => (Number(cured.numerator) > 0 ? link('behind', cellQuery({ cured: to })) : null)),
  };
}

/** The last quarters of disbursement: loans whose first instalment was open 30 days after it fell due. */
export function shapeFirstPayments({ portfolio }: CuresQuery, filter: Filter, link: (page: string, own: Record<string, string>, filter: Filter) => string): Sheet {
  const quarters = portfolio.groupBy.filter(({ key }) => key[0]).slice(-QUARTERS);
  return {
    columns: ['Disbursed', 'Rate, %', 'In default', 'Loans old enough', 'Loans disbursed'],
    rows: quarters.map(({ key, loanCount, portfolio: { firstPaymentDefault: rate } }) => [
      quarterWords(key[0]!), points(rate.value), Number(rate.numerator), Number(rate.denominator), loanCount,
    ]),
    links: quarters.map(({ key, portfolio: { firstPaymentDefault: rate } }) => (Number(rate.numerator) > 0
      ? link('behind', cellQuery({ firstPaymentDefault: 30 }), { ...filter, disbursementDate: within(quarterDays(key[0]!), filter.disbursementDate) })
      : null)),
  };
}

/** "2024-Q3" → "Q3 2024". */
export const quarterWords = (key: string) => key.split('-').reverse().join(' ');

/** First and last day of "2024-Q3". */
export function quarterDays(key: string): [string, string] {
  const [year, quarter = 'Q1'] = key.split('-');
  const month = (Number(quarter.slice(1)) - 1) * 3 + 1;
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  return [first, monthEnd(first, 2)];
}

// A segment may already hold to some days of disbursement: both conditions hold.
function within([from, to]: [string, string], other: [string, string] | undefined): [string, string] {
  if (!other) return [from, to];
  const [begin, end] = other;
  return [begin > from ? begin : from, end && end < to ? end : to];
}
