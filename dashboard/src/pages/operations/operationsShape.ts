// The answer of the operations page as what its cards, charts and tables show. Pure: no page, no clock.

import type { OperationsQuery, WeekFieldsFragment } from '../../gql/operations';
import { addMonths, daysBetween, longDate, shortDate } from '../../format/date';
import { compact, count, decimal, NONE, percent, signed, signedCompact } from '../../format/number';
import { bucketWords } from '../../format/words';
import type { Change } from '../../parts/card';
import type { Sheet } from '../../parts/sheet';

type Portfolio = OperationsQuery['portfolio'];
export type Stage = Portfolio['processTimes']['stages'][number];
export type Collected = Portfolio['collectionEfficiency']['buckets'][number];

/** A figure of this week against the one before. */
export interface WeekCard {
  id: string;
  label: string;
  value: string;
  unit?: string;
  exact: string;
  detail: string;
  change: Change;
}

type Good = 'up' | 'down' | 'none';

/** A change against the week before, in words; good or bad by what is good for the measure. */
export function weekChange(now: number, before: number, good: Good, print: (difference: number) => string): Change {
  const difference = now - before;
  if (difference === 0) return { text: 'unchanged', tone: 'even', direction: 'even' };
  const direction = difference > 0 ? 'up' : 'down';
  const share = before === 0 ? '' : ` (${signed((difference / before) * 100, 0, '%')})`;
  return { text: `${print(difference)}${share}`, tone: good === 'none' ? 'even' : direction === good ? 'good' : 'bad', direction };
}

const MEASURES: { id: string; label: string; good: Good; isMoney?: boolean; read: (week: WeekFieldsFragment) => string | number; detail: (now: WeekFieldsFragment, before: WeekFieldsFragment) => string }[] = [
  { id: 'receipts', label: 'Receipts', good: 'up', read: ({ receipts }) => receipts.receiptCount, detail: (_, { receipts }) => `${count(receipts.receiptCount)} the week before` },
  { id: 'collected', label: 'Collected', good: 'up', isMoney: true, read: ({ receipts }) => receipts.amountCollected, detail: (_, { receipts }) => `${compact(receipts.amountCollected)} the week before` },
  { id: 'lateFees', label: 'Late fees received', good: 'none', isMoney: true, read: ({ receipts }) => receipts.lateFeesReceived, detail: (_, { receipts }) => `${compact(receipts.lateFeesReceived)} the week before` },
  { id: 'disbursed', label: 'Disbursed', good: 'none', isMoney: true, read: ({ lending }) => lending.disbursedAmount, detail: ({ lending }, before) => onLoans(lending.disbursedCount, before.lending.disbursedCount) },
  { id: 'chargedOff', label: 'Charged off', good: 'down', isMoney: true, read: ({ lending }) => lending.chargedOffAmount, detail: ({ lending }, before) => onLoans(lending.chargedOffCount, before.lending.chargedOffCount) },
];

const onLoans = (now: number, before: number) => `${count(now)} ${now === 1 ? 'loan' : 'loans'}, ${count(before)} the week before`;

/** The five cards of the last seven days. */
export function shapeWeek({ book, portfolio }: OperationsQuery): WeekCard[] {
  const { thisWeek, previousWeek } = portfolio.weekOverWeek;
  return MEASURES.map(({ id, label, good, isMoney, read, detail }) => {
    const value = read(thisWeek);
    return {
      id,
      label,
      value: compact(value),
      unit: isMoney ? book.currency : undefined,
      exact: isMoney ? `${decimal(value, book.currencyExponent)} ${book.currency}` : count(value),
      detail: detail(thisWeek, previousWeek),
      change: weekChange(Number(value), Number(read(previousWeek)), good, isMoney ? signedCompact : (difference) => signed(difference, 0)),
    };
  });
}

/** The two weeks in words. */
export function describeWeeks({ portfolio }: OperationsQuery): string {
  const { thisWeek, previousWeek } = portfolio.weekOverWeek;
  return `${shortDate(thisWeek.receipts.from)} to ${longDate(thisWeek.receipts.to)}, against ${shortDate(previousWeek.receipts.from)} to ${shortDate(previousWeek.receipts.to)}`;
}

/** A fraction in percent with two decimals for a table; what has no denominator stays unknown. */
const inPercent = (value: number | null | undefined) => (value === null || value === undefined ? null : (value * 100).toFixed(2));

/** The bucket that loans were in before, with its unit. */
export function describeBucket(bucket: string | null): string {
  if (bucket === null) return 'Not on the book';
  return bucket === 'current' ? bucketWords(bucket) : `${bucketWords(bucket)} days`;
}

/** Collected against due over the last 30 days, by bucket and in all. */
export function shapeCollection({ book, portfolio }: OperationsQuery): Sheet {
  const { buckets, total } = portfolio.collectionEfficiency;
  const row = (name: string, { loanCount, amountDue, amountCollected, efficiency, currentEfficiency }: Collected['collection']) => [
    name, loanCount, amountDue, amountCollected, inPercent(efficiency.value), inPercent(currentEfficiency.value),
  ];
  return {
    columns: ['Bucket before', 'Loans', `Due, ${book.currency}`, `Collected, ${book.currency}`, 'Efficiency, %', 'Current, %'],
    rows: [...buckets.map(({ bucket, collection }) => row(describeBucket(bucket), collection)), row('All loans', total)],
  };
}

/** The two efficiencies at the last twelve month-ends. */
export function shapeEfficiency({ book, portfolio }: OperationsQuery): Sheet {
  return {
    columns: ['30 days to', 'Efficiency, %', 'Current, %', `Due, ${book.currency}`, `Collected, ${book.currency}`],
    rows: portfolio.history.map(({ asOf, collectionEfficiency: { total } }) => [
      asOf, inPercent(total.efficiency.value), inPercent(total.currentEfficiency.value), total.amountDue, total.amountCollected,
    ]),
  };
}

/** Instalments by the bucket of time in which they fell due. */
export function shapeInstalments(periods: Portfolio['days'], name: string): Sheet {
  return {
    columns: [name, 'Fallen due', 'On time', 'Late', 'Overdue', 'Missed', 'On-time rate, %'],
    rows: periods.map((period) => [
      period.from, period.instalmentCount, period.onTimeCount, period.lateCount, period.overdueCount, period.missedCount, inPercent(period.onTimeRate.value),
    ]),
  };
}

/** What to know of the newest week: that it is not over. */
export function describeWeek(weeks: Portfolio['weeks']): string {
  const last = weeks.at(-1);
  if (!last || daysBetween(last.from, last.to) >= 6) return 'Weeks from Monday to Sunday';
  return `Weeks from Monday to Sunday; the last, lighter, is not over: ${shortDate(last.from)} to ${shortDate(last.to)}`;
}

/** Whether the newest bucket holds fewer than seven days. */
export const isUnfinished = (weeks: Portfolio['weeks']) => weeks.length > 0 && daysBetween(weeks.at(-1)!.from, weeks.at(-1)!.to) < 6;

const STAGES: Record<Stage['stage'], string> = {
  DOCUMENTS: 'Documents', CREDIT_CHECK: 'Credit check', DECISION: 'Decision', CONTRACT: 'Contract', FUNDING: 'Payout',
};

/** What an application in the stage waits for. */
const AWAITED: Record<Stage['stage'], string> = {
  DOCUMENTS: 'its documents', CREDIT_CHECK: 'the credit check', DECISION: 'the decision', CONTRACT: 'the contract', FUNDING: 'the payout',
};

const hours = (value: number | null | undefined) => (value === null || value === undefined ? null : value.toFixed(1));
const fromMinutes = (value: number | null) => (value === null ? null : hours(value / 60));

/** How long each stage takes, and who waits in it. */
export function shapeStages({ portfolio }: OperationsQuery): Sheet {
  return {
    columns: ['Stage', 'Ended', 'Median, h', '90th percentile, h', 'Mean, h', 'Waiting', 'Mean wait, h', 'Longest, h'],
    rows: portfolio.processTimes.stages
      .filter((stage) => stage.applicationCount > 0 || stage.waitingCount > 0)
      .map((stage) => [
        STAGES[stage.stage], stage.applicationCount, hours(stage.medianHours), hours(stage.percentile90Hours), fromMinutes(stage.meanMinutes.value),
        stage.waitingCount, fromMinutes(stage.meanWaitingMinutes.value), hours(stage.longestWaitingHours),
      ]),
  };
}

/** The bottleneck in words, and where applications wait now. */
export function describeProcess({ portfolio }: OperationsQuery): { bottleneck: string; waiting: string } {
  const { bottleneck, stages } = portfolio.processTimes;
  const slowest = stages.find(({ stage }) => stage === bottleneck);
  const waiting = stages.reduce((sum, { waitingCount }) => sum + waitingCount, 0);
  const most = stages.toSorted((one, other) => other.waitingCount - one.waitingCount)[0];
  return {
    bottleneck: slowest
      ? `The bottleneck is ${STAGES[slowest.stage].toLowerCase()}: half of the applications spend ${decimal(slowest.medianHours, 1)} h or more in it, one in ten more than ${decimal(slowest.percentile90Hours, 1)} h.`
      : 'No application had ended a stage by this date.',
    waiting: waiting === 0
      ? 'No application waits in any stage.'
      : `${count(waiting)} ${waiting === 1 ? 'application waits' : 'applications wait'} now, ${most!.waitingCount === waiting ? '' : `most of them (${count(most!.waitingCount)}) `}for ${AWAITED[most!.stage]}.`,
  };
}

/** Instalments that were not paid on their due date, and how many of them were settled soon after. */
export function shapeMissed({ portfolio: { recoveryOfMissed } }: OperationsQuery): Sheet {
  return {
    columns: ['Settled within', 'Settled', 'Of', 'Rate, %'],
    rows: ([['7 days', recoveryOfMissed.days7], ['30 days', recoveryOfMissed.days30], ['90 days', recoveryOfMissed.days90]] as const)
      .map(([name, { numerator, denominator, value }]) => [name, Number(numerator), Number(denominator), inPercent(value)]),
  };
}

/** What was received of the loans charged off in each month. */
export function shapeRecovery({ book, portfolio }: OperationsQuery): Sheet {
  return {
    columns: ['Charged off in', 'Loans', `Charged off, ${book.currency}`, `Recovered, ${book.currency}`, 'Rate, %'],
    rows: portfolio.recoveryOfChargeOffs.byChargeOffMonth
      .filter((row) => row.month !== null)
      .map((row) => [row.month!.slice(0, 7), row.loanCount, row.chargedOffAmount, row.recoveredAmount, inPercent(row.rate.value)]),
  };
}

/** The rows of each month from the first to the last: in one that is missing nothing was charged off. */
export function fillMonths({ rows }: Sheet): { month: string; row: Sheet['rows'][number] | undefined }[] {
  const months = [];
  const last = String(rows.at(-1)?.[0]);
  for (let month = String(rows[0]?.[0]); rows.length > 0 && month <= last; month = addMonths(`${month}-01`, 1).slice(0, 7)) {
    months.push({ month, row: rows.find((row) => row[0] === month) });
  }
  return months;
}

/** The recovery of late instalments in words. */
export function describeMissed({ portfolio: { recoveryOfMissed } }: OperationsQuery): string {
  const { days7, days30, days90 } = recoveryOfMissed;
  return `Settled ${percent(days7.value)} within 7 days, ${percent(days30.value)} within 30, ${percent(days90.value)} within 90, of those whose days are over`;
}

/** The recovery of all charge-offs in words. */
export function describeRecovery({ book, portfolio }: OperationsQuery): string {
  const { loanCount, chargedOffAmount, recoveredAmount, rate } = portfolio.recoveryOfChargeOffs.total;
  if (loanCount === 0) return 'No loan had been charged off';
  return `To date ${percent(rate.value)}: ${compact(recoveredAmount)} of ${compact(chargedOffAmount)} ${book.currency} on ${count(loanCount)} ${loanCount === 1 ? 'loan' : 'loans'}`;
}

/** Customers by how engaged they are in repaying. */
export function shapeEngagement({ portfolio: { engagement } }: OperationsQuery): Sheet {
  const all = engagement.bands.reduce((sum, { customerCount }) => sum + customerCount, 0);
  return {
    columns: ['Score', 'Customers', 'Share, %'],
    rows: engagement.bands.map(({ lowest, highest, customerCount }) => [`${lowest}–${highest}`, customerCount, all === 0 ? null : inPercent(customerCount / all)]),
  };
}

/** The mean of the scores in words. */
export function describeEngagement({ portfolio: { engagement } }: OperationsQuery): string {
  const { value, denominator } = engagement.meanScore;
  return value === null ? `Mean ${NONE}: nothing fell due in the last 180 days` : `Mean ${decimal(value, 1)} of 100 over ${count(denominator)} customers with instalments in the last 180 days`;
}
