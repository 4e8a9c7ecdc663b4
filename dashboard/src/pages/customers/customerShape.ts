// One customer as a page shows it: properties, figures, and the months of the instalments. Pure: no page, no clock.

import type { CustomerQuery } from '../../gql/customer';
import { mediumDate, month } from '../../format/date';
import { compact, count, decimal, exact, NONE, percent } from '../../format/number';
import { words } from '../../format/words';

type Customer = NonNullable<CustomerQuery['customer']>;
type Month = CustomerQuery['portfolio']['instalments'][number];

/** A term and its value; null is not known. */
export type Fact = [term: string, value: string | null, title?: string];

/** What is stored of the customer. */
export function shapeProperties(customer: Customer, { currency, currencyExponent }: CustomerQuery['book']): Fact[] {
  const named = (value: string | null) => (value === null ? null : words(value));
  return [
    ['Risk tier', customer.riskTier, 'By credit score; null without a score'],
    ['Credit score', customer.creditScore === null ? null : count(customer.creditScore), 'From 300, worst, to 850, best'],
    ['Yearly income', customer.income === null ? null : `${decimal(customer.income, currencyExponent)} ${currency}`],
    ['Age', customer.age === null ? null : count(customer.age), 'At the time of the application'],
    ['Gender', named(customer.gender)],
    ['Employment', named(customer.employmentType)],
    ['Job', named(customer.jobType)],
    ['Housing', named(customer.housingStatus)],
    ['Signed up', mediumDate(customer.accountCreatedDate)],
    ['External id', customer.externalId],
  ];
}

export interface Figure {
  label: string;
  value: string;
  unit?: string;
  exact: string;
  detail: string;
}

/** The figures of the customer's own loans at the as-of date. */
export function shapeFigures({ book, portfolio }: CustomerQuery): Figure[] {
  const { executiveKpis: kpis, par, paymentStatistics } = portfolio;
  const { all } = paymentStatistics;
  const money = (value: string) => `${decimal(value, book.currencyExponent)} ${book.currency}`;
  return [
    {
      label: 'Outstanding principal', value: compact(kpis.outstandingPrincipal), unit: book.currency, exact: money(kpis.outstandingPrincipal),
      detail: `of ${compact(kpis.originatedAmount)} lent; ${count(kpis.activeLoans)} of ${count(kpis.totalLoans)} loans active`,
    },
    {
      label: 'On-time rate', value: percent(kpis.onTimeRate.value), exact: String(kpis.onTimeRate.value ?? 'no instalment has fallen due'),
      detail: kpis.onTimeRate.value === null ? 'no instalment has fallen due' : `${count(kpis.onTimeRate.numerator)} of ${count(kpis.onTimeRate.denominator)} instalments`,
    },
    {
      label: 'PAR 30', value: percent(par.days30.value), exact: String(par.days30.value ?? 'nothing is outstanding'),
      detail: par.days30.value === null ? 'nothing is outstanding' : `${compact(par.days30.numerator)} more than 30 days past due`,
    },
    {
      label: 'Average delay', value: decimal(all.meanDaysLate.value, 1), unit: all.meanDaysLate.value === null ? undefined : 'days', exact: String(all.meanDaysLate.value ?? 'no instalment has fallen due'),
      detail: all.count === 0 ? 'no instalment has fallen due' : `${count(all.meanDaysLate.numerator)} days late over ${count(all.count)} instalments`,
    },
    {
      label: 'Received', value: compact(all.amountPaid), unit: book.currency, exact: money(all.amountPaid),
      detail: `of ${compact(all.amountDue)} fallen due`,
    },
  ];
}

/** How the instalments of a month were paid: the worst of them counts. */
export type MonthState = 'onTime' | 'late' | 'overdue' | 'missed';

export const MONTH_STATES: Record<MonthState, { mark: string; text: string; sign: string }> = {
  onTime: { mark: '--on-time', text: 'On time', sign: '✓' },
  late: { mark: '--late', text: 'Late', sign: 'L' },
  overdue: { mark: '--overdue', text: 'Overdue', sign: 'O' },
  missed: { mark: '--missed', text: 'Missed', sign: 'M' },
};

export interface MonthCell {
  state: MonthState | null;
  /** 0 is January. */
  place: number;
  title: string;
}

export interface YearRow {
  year: string;
  cells: (MonthCell | null)[];
}

/** The months by year, from the first in which anything fell due; null outside of them. */
export function shapeMonths(months: readonly Month[]): YearRow[] {
  const first = months.findIndex(({ instalmentCount }) => instalmentCount > 0);
  if (first < 0) return [];
  const years = new Map<string, (MonthCell | null)[]>();
  for (const period of months.slice(first)) {
    const year = period.from.slice(0, 4);
    const place = Number(period.from.slice(5, 7)) - 1;
    const cells = years.get(year) ?? Array.from({ length: 12 }, () => null);
    cells[place] = { state: worst(period), place, title: describeMonth(period) };
    years.set(year, cells);
  }
  return [...years].map(([year, cells]) => ({ year, cells }));
}

function worst(period: Month): MonthState | null {
  if (period.missedCount > 0) return 'missed';
  if (period.overdueCount > 0) return 'overdue';
  if (period.lateCount > 0) return 'late';
  return period.onTimeCount > 0 ? 'onTime' : null;
}

function describeMonth(period: Month): string {
  if (period.instalmentCount === 0) return `${month(period.from)}: nothing fell due`;
  const parts = ([['on time', period.onTimeCount], ['late', period.lateCount], ['overdue', period.overdueCount], ['missed', period.missedCount]] as const)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${number} ${name}`);
  return `${month(period.from)}: ${parts.join(', ')}; ${exact(period.amountReceived)} of ${exact(period.amountDue)} received`;
}

/** How many of the instalments in the months shown were in each state. */
export function describeMonths(months: readonly Month[]): string {
  const sum = (read: (period: Month) => number) => months.reduce((total, period) => total + read(period), 0);
  const all = sum(({ instalmentCount }) => instalmentCount);
  if (all === 0) return `Instalments ${NONE}`;
  return `${count(sum((period) => period.onTimeCount))} on time, ${count(sum((period) => period.lateCount))} late, ${count(sum((period) => period.overdueCount))} overdue, ${count(sum((period) => period.missedCount))} missed; a month shows its worst`;
}
