// The answer of the overview as what its cards and charts show. Pure: no page, no clock.

import type { OverviewQuery, RatioFieldsFragment } from '../../gql/overview';
import { longDate, mediumDate, month as monthName, shortDate } from '../../format/date';
import { compact, count, decimal, exact, NONE, percent, signed, signedCompact } from '../../format/number';
import { plural } from '../../format/words';
import type { CardContent } from '../../parts/card';
import { change, define } from '../../parts/change';
import { inPercent, type Sheet } from '../../parts/sheet';
import type { Link } from '../../state/address';

type Portfolio = OverviewQuery['portfolio'];
type Point = Portfolio['history'][number];

const points = (fraction: number) => signed(fraction * 100, 1, 'pt');
const whole = (difference: number) => signed(difference, 0);
const days = (difference: number) => signed(difference, 1, 'days');

/** The months before this one, and this one so far. */
function lastTwo<T>(series: readonly T[]): [T | undefined, T | undefined] {
  return [series.at(-2), series.at(-1)];
}

function ratioFacts(ratio: RatioFieldsFragment, isMoney: boolean, unit: string, names: [string, string]): [string, string][] {
  const print = (value: string) => (isMoney ? `${exact(value)} ${unit}` : count(value));
  const facts: [string, string][] = [[names[0], print(ratio.numerator)], [names[1], print(ratio.denominator)]];
  if (ratio.loanCount !== null) facts.push(['Loans', count(ratio.loanCount)]);
  return facts;
}

/** The six cards of the first row. */
export function shapeCards({ book, portfolio }: OverviewQuery, link: Link): Record<string, CardContent> {
  const { history, executiveKpis } = portfolio;
  const [before, now] = lastTwo(history);
  if (!now) return {};
  const since = before?.asOf ?? now.asOf;
  const series = (read: (point: Point) => number | null) => history.map(read);
  const pick = (read: (point: Point) => number | null) => ({ value: read(now), before: before ? read(before) : null, spark: series(read) });
  const window = now.executiveKpis.last30Days;
  const windowWords = `${shortDate(window.from)} to ${shortDate(window.to)}`;

  const originated = pick((point) => Number(point.executiveKpis.originatedAmount));
  const onTime = pick((point) => point.executiveKpis.onTimeRate.value);
  const customers = pick((point) => point.executiveKpis.totalCustomers);
  const active = pick((point) => point.executiveKpis.activeLoans);
  const delay = pick((point) => point.executiveKpis.last30Days.averageDelayDays.value);
  const transactions = pick((point) => point.executiveKpis.last30Days.paymentCount);
  const kpis = now.executiveKpis;
  const delayRatio = executiveKpis.last30Days.averageDelayDays;

  return {
    portfolioValue: {
      label: 'Portfolio value',
      value: compact(kpis.originatedAmount),
      unit: book.currency,
      exact: `${decimal(kpis.originatedAmount, book.currencyExponent)} ${book.currency}`,
      detail: `outstanding ${compact(kpis.outstandingPrincipal)}`,
      change: change(originated.value, originated.before, since, 'none', signedCompact),
      spark: originated.spark,
      href: link('segments', { measure: 'originated' }),
      facts: [
        ['Originated', `${decimal(kpis.originatedAmount, book.currencyExponent)} ${book.currency}`],
        ['Outstanding principal', `${decimal(kpis.outstandingPrincipal, book.currencyExponent)} ${book.currency}`],
        ['Loans disbursed', count(kpis.totalLoans)],
      ],
      definition: ['Original principal of all loans disbursed by this date; outstanding is what of it is unpaid on active loans.'],
    },
    onTimeRate: {
      label: 'On-time payment rate',
      value: percent(kpis.onTimeRate.value),
      exact: String(kpis.onTimeRate.value ?? 'no instalment has fallen due'),
      detail: `${count(kpis.onTimeRate.numerator)} of ${count(kpis.onTimeRate.denominator)}`,
      change: change(onTime.value, onTime.before, since, 'up', points),
      spark: onTime.spark,
      href: link('segments', { measure: 'onTime' }),
      facts: ratioFacts(kpis.onTimeRate, false, '', ['Settled on time', 'Fallen due']),
      definition: define(executiveKpis.onTimeRate),
    },
    customers: {
      label: 'Customers',
      value: count(kpis.totalCustomers),
      exact: count(kpis.totalCustomers),
      detail: `with ${count(kpis.totalLoans)} loans`,
      change: change(customers.value, customers.before, since, 'none', whole),
      spark: customers.spark,
      href: link('segments', { measure: 'customers' }),
      facts: [['Customers', count(kpis.totalCustomers)], ['Loans disbursed', count(kpis.totalLoans)]],
      definition: ['Customers with a loan disbursed by this date.'],
    },
    activeLoans: {
      label: 'Active loans',
      value: count(kpis.activeLoans),
      exact: count(kpis.activeLoans),
      detail: `of ${count(kpis.totalLoans)} disbursed`,
      change: change(active.value, active.before, since, 'none', whole),
      spark: active.spark,
      href: link('behind', { stock: 'ACTIVE' }),
      facts: [['Active', count(kpis.activeLoans)], ['Disbursed', count(kpis.totalLoans)]],
      definition: ['Disbursed, not charged off, and with principal still unpaid.'],
    },
    averageDelay: {
      label: 'Average delay',
      value: decimal(delayRatio.value, 1),
      unit: 'days',
      exact: delayRatio.value === null ? 'no instalment fell due' : `${delayRatio.value} days`,
      detail: `due ${windowWords}`,
      change: change(delay.value, delay.before, since, 'down', days),
      spark: delay.spark,
      href: link('segments', { measure: 'delay' }),
      facts: ratioFacts(delayRatio, false, '', ['Days late', 'Instalments']),
      definition: define(delayRatio),
    },
    transactions: {
      label: 'Monthly transactions',
      value: count(window.paymentCount),
      exact: count(window.paymentCount),
      detail: `due ${windowWords}`,
      change: change(transactions.value, transactions.before, since, 'none', whole),
      spark: transactions.spark,
      href: link('operations'),
      facts: [['Instalments', count(window.paymentCount)], ['From', mediumDate(window.from)], ['To', mediumDate(window.to)]],
      definition: ['Instalments that fell due in the last 30 days; the change is against the 30 days that ended with the month before.'],
    },
  };
}

/** The five cards of the second row. */
export function shapeRiskCards({ book, portfolio }: OverviewQuery, link: Link): Record<string, CardContent> {
  const { history, par, concentration, recoveryOfChargeOffs: recovery, lending } = portfolio;
  const [before, now] = lastTwo(history);
  if (!now) return {};
  const since = before?.asOf ?? now.asOf;
  const money = (value: string) => `${decimal(value, book.currencyExponent)} ${book.currency}`;
  const atRisk = (label: string, key: 'days30' | 'days90', over: string): CardContent => ({
    label,
    value: percent(par[key].value, 2),
    exact: String(par[key].value ?? 'nothing is outstanding'),
    detail: `${compact(par[key].numerator)} on ${count(par[key].loanCount)} loans`,
    change: change(now.par[key].value ?? null, before?.par[key].value ?? null, since, 'down', (difference) => signed(difference * 100, 2, 'pt')),
    spark: history.map((point) => point.par[key].value),
    href: link('behind', { daysPastDue: over }),
    facts: ratioFacts(par[key], true, book.currency, ['At risk', 'Outstanding']),
    definition: define(par[key]),
  });
  const month = lending.at(-1);
  const monthBefore = lending.at(-2);
  const total = recovery.total;
  return {
    par30: atRisk('PAR 30', 'days30', '30'),
    par90: atRisk('PAR 90', 'days90', '90'),
    chargeOffs: {
      label: 'Charge-offs this month',
      value: month ? compact(month.chargedOffAmount) : NONE,
      unit: book.currency,
      exact: month ? money(month.chargedOffAmount) : '',
      detail: month ? `${plural(month.chargedOffCount, 'loan')}; to date ${plural(total.loanCount, 'loan')}` : '',
      change: null,
      spark: lending.map(({ chargedOffAmount }) => Number(chargedOffAmount)),
      href: link('behind', { stock: 'CHARGED_OFF' }),
      facts: month
        ? [
          [`${shortDate(month.from)} to ${shortDate(month.to)}`, money(month.chargedOffAmount)],
          ...(monthBefore ? [[monthName(monthBefore.from), money(monthBefore.chargedOffAmount)] as [string, string]] : []),
          ['To date', money(total.chargedOffAmount)], ['Loans to date', count(total.loanCount)]]
        : [],
      definition: [
        'Unpaid principal at the end of the day on which a loan was written off as a loss. The month is not over until its last day.',
        'The list behind it holds those of every month.',
      ],
    },
    recovery: {
      label: 'Recovery of charge-offs',
      value: percent(total.rate.value),
      exact: String(total.rate.value ?? 'nothing was charged off'),
      detail: `${compact(total.recoveredAmount)} of ${compact(total.chargedOffAmount)}`,
      change: null,
      spark: lending.map(({ from }) => Number(recovery.byCashMonth.find(({ month: cash }) => cash?.slice(0, 7) === from.slice(0, 7))?.recoveredAmount ?? 0)),
      href: link('operations'),
      facts: ratioFacts(total.rate, true, book.currency, ['Recovered', 'Charged off']),
      definition: [...define(total.rate), 'The line is what came in by month.'],
    },
    concentration: {
      label: 'Ten largest borrowers',
      value: percent(concentration.topShare.value),
      exact: String(concentration.topShare.value ?? 'nothing is outstanding'),
      detail: `of outstanding; ${count(concentration.holders)} borrowers`,
      change: change(now.concentration.topShare.value, before?.concentration.topShare.value ?? null, since, 'down', points),
      spark: history.map((point) => point.concentration.topShare.value),
      href: link('behind', { stock: 'ACTIVE', order: 'AMOUNT_DESC' }),
      facts: [
        ...ratioFacts(concentration.topShare, true, book.currency, ['Ten largest', 'Outstanding']),
        ['As even as', `${decimal(concentration.effectiveNumber, 1)} equal borrowers`],
      ],
      definition: define(concentration.topShare),
    },
  };
}

/** What came in by day, split by how late it was. */
export function shapePayments({ portfolio }: OverviewQuery): Sheet {
  return {
    columns: ['Day', 'Receipts', 'On time', 'Late', 'Missed, recovered'],
    rows: portfolio.receipts.map((day) => [day.from, day.receiptCount, day.onTimeCount, day.lateCount, day.missedCount]),
  };
}

/** What was collected by day. */
export function shapeCollections({ book, portfolio }: OverviewQuery): Sheet {
  return {
    columns: ['Day', `Collected, ${book.currency}`, 'Receipts'],
    rows: portfolio.receipts.map((day) => [day.from, day.amountCollected, day.receiptCount]),
  };
}

const STATES: Record<string, string> = { ON_TIME: 'On time', LATE: 'Late', OVERDUE: 'Overdue', MISSED: 'Missed' };

/** How the instalments that have fallen due were paid. */
export function shapeDistribution({ portfolio }: OverviewQuery): Sheet {
  const known = portfolio.paymentDistribution.distribution;
  return {
    columns: ['State', 'Instalments', 'Share, %'],
    rows: Object.keys(STATES).flatMap((status) => {
      const row = known.find((share) => share.status === status);
      return row ? [[STATES[status]!, row.count, inPercent(row.share.value, 2)]] : [];
    }),
  };
}

/** Customers by tier and how they pay. */
export function shapeTiers({ portfolio }: OverviewQuery): Sheet {
  return {
    columns: ['Tier', 'Customers', 'On-time rate, %', 'On time', 'Fallen due'],
    rows: portfolio.riskTiers.map(({ tier, customers, onTimeRate: rate }) => [
      tier,
      customers,
      inPercent(rate.value, 2),
      Number(rate.numerator),
      Number(rate.denominator),
    ]),
  };
}

/** The window of the daily charts, in words. */
export function describeWindow({ portfolio }: OverviewQuery): string {
  const days = portfolio.receipts;
  return days.length === 0 ? '' : `${shortDate(days[0]!.from)} to ${longDate(days.at(-1)!.from)}`;
}
