// One loan as its page shows it: terms, figures, schedule, course, months past due, application. Pure: no page, no clock.

import type { LoanQuery } from '../../gql/loan';
import { daysBetween, mediumDate, month } from '../../format/date';
import { compact, count, decimal, percent } from '../../format/number';
import { words } from '../../format/words';
import type { Sheet } from '../../parts/sheet';
import type { Fact, Figure } from '../customers/customerShape';
import type { StripCell } from '../customers/record';

export type Loan = NonNullable<LoanQuery['loan']>;
type Book = LoanQuery['book'];
type Portfolio = LoanQuery['portfolio'];

/** A decimal text in minor units, digit for digit. */
export function toMinor(text: string, exponent: number): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(exponent, '0').slice(0, exponent));
  return text.startsWith('-') ? -size : size;
}

/** Minor units as a decimal text. */
export function fromMinor(minor: bigint, exponent: number): string {
  const digits = String(minor < 0n ? -minor : minor).padStart(exponent + 1, '0');
  const text = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return minor < 0n ? `-${text}` : text;
}

const sum = (texts: readonly string[], exponent: number) => fromMinor(texts.reduce((total, text) => total + toMinor(text, exponent), 0n), exponent);

/** The terms of the loan and its days. */
export function shapeTerms(loan: Loan, { currency, currencyExponent }: Book): Fact[] {
  const day = (date: string | null) => (date === null ? null : mediumDate(date));
  return [
    ['Amount lent', `${decimal(loan.amount, currencyExponent)} ${currency}`],
    ['Interest rate', `${percent(loan.interestRate, 2)} a year`, 'Nominal yearly rate'],
    ['Term', `${count(loan.termMonths)} months`],
    ['Monthly instalment', `${decimal(loan.monthlyInstallment, currencyExponent)} ${currency}`, 'The last one takes the rounding'],
    ['Type', words(loan.loanType)],
    ['Disbursed', day(loan.disbursementDate)],
    ...(loan.chargeOffDate === null ? [] : [['Charged off', day(loan.chargeOffDate)] satisfies Fact]),
    ['External id', loan.externalId],
  ];
}

/** Where the loan stood at a date: its bucket, or what had become of it. */
export type Standing = { bucket: string; place: number } | 'notDisbursed' | 'paidOff' | 'chargedOff';

export function standing(loan: Pick<Loan, 'disbursementDate' | 'chargeOffDate'>, asOf: string, buckets: readonly { bucket: string; loanCount: number }[]): Standing {
  if (loan.disbursementDate === null || loan.disbursementDate > asOf) return 'notDisbursed';
  const place = buckets.findIndex(({ loanCount }) => loanCount > 0);
  if (place >= 0) return { bucket: buckets[place]!.bucket, place };
  return loan.chargeOffDate !== null && loan.chargeOffDate <= asOf ? 'chargedOff' : 'paidOff';
}

/** A standing in words: "30–59 days past due". */
export function standingWords(where: Standing): string {
  if (where === 'notDisbursed') return 'not paid out';
  if (where === 'paidOff') return 'paid off';
  if (where === 'chargedOff') return 'charged off';
  return where.bucket === 'current' ? 'current' : `${where.bucket.replace('-', '–')} days past due`;
}

/** The figures of the loan at the as-of date. */
export function shapeFigures({ book, portfolio }: LoanQuery, loan: Loan): Figure[] {
  const { executiveKpis: kpis, ageing, paymentStatistics } = portfolio;
  const { all } = paymentStatistics;
  const money = (value: string) => `${decimal(value, book.currencyExponent)} ${book.currency}`;
  const where = standing(loan, portfolio.asOf, ageing.buckets);
  const overdue = typeof where === 'string' ? null : ageing.buckets[where.place]!.overdueAmount;
  return [
    { label: 'Outstanding principal', value: compact(kpis.outstandingPrincipal), unit: book.currency, exact: money(kpis.outstandingPrincipal), detail: `of ${compact(loan.amount)} lent` },
    { label: 'Standing', value: typeof where === 'string' || where.bucket === 'current' ? capital(standingWords(where)) : `${where.bucket.replace('-', '–')} days`, exact: standingWords(where), detail: typeof where === 'string' ? 'no open balance' : where.bucket === 'current' ? 'not past due' : 'past due' },
    { label: 'Overdue', value: compact(overdue), unit: overdue === null ? undefined : book.currency, exact: overdue === null ? 'the loan is not active' : money(overdue), detail: overdue === null ? 'the loan is not active' : 'fallen due and not received' },
    { label: 'Received', value: compact(all.amountPaid), unit: book.currency, exact: money(all.amountPaid), detail: `of ${compact(all.amountDue)} fallen due` },
    { label: 'On-time rate', value: percent(kpis.onTimeRate.value), exact: String(kpis.onTimeRate.value ?? 'no instalment has fallen due'), detail: kpis.onTimeRate.value === null ? 'no instalment has fallen due' : `${count(kpis.onTimeRate.numerator)} of ${count(kpis.onTimeRate.denominator)} instalments` },
  ];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export interface ScheduleRow {
  number: number;
  dueDate: string | null;
  amountDue: string;
  principal: string;
  interest: string;
  received: string;
  state: 'Scheduled' | 'Paid ahead' | 'On time' | 'Late' | 'Overdue' | 'Missed';
  paidDate: string | null;
  /** Beyond the state: days late, a fee, a recovery. */
  remark: string;
}

/** The whole schedule with how each instalment was paid, as it is stored now. */
export function shapeSchedule(loan: Loan, { currencyExponent: exponent }: Book, reportingDate: string): ScheduleRow[] {
  const paid = new Map(loan.repayments.nodes.map((repayment) => [repayment.installmentNumber, repayment]));
  return loan.schedule.map((row) => {
    const repayment = paid.get(row.installmentNumber);
    const isSettled = toMinor(row.received, exponent) >= toMinor(row.amountDue, exponent);
    const isDue = row.dueDate !== null && row.dueDate <= reportingDate;
    return {
      number: row.installmentNumber,
      dueDate: row.dueDate,
      amountDue: row.amountDue,
      principal: row.principalDue,
      interest: row.interestDue,
      received: row.received,
      state: !isDue || !repayment ? (isSettled ? 'Paid ahead' : 'Scheduled') : stateOf(repayment.status, isSettled),
      paidDate: repayment?.paidDate ?? null,
      remark: repayment ? remarks(repayment, exponent) : '',
    };
  });
}

function stateOf(status: Loan['repayments']['nodes'][number]['status'], isSettled: boolean): ScheduleRow['state'] {
  if (status === 'ON_TIME') return 'On time';
  if (status === 'MISSED') return 'Missed';
  return isSettled ? 'Late' : 'Overdue';
}

function remarks({ daysPastDue, lateFee, recoveredDate }: Loan['repayments']['nodes'][number], exponent: number): string {
  const parts = [];
  if (daysPastDue > 0) parts.push(`${count(daysPastDue)} ${daysPastDue === 1 ? 'day' : 'days'}`);
  if (recoveredDate) parts.push(`recovered ${mediumDate(recoveredDate)}`);
  if (toMinor(lateFee, exponent) > 0n) parts.push(`fee ${decimal(lateFee, exponent)}`);
  return parts.join(', ');
}

/** The sums of the schedule. */
export function totalsOf(rows: readonly ScheduleRow[], exponent: number) {
  return {
    amountDue: sum(rows.map(({ amountDue }) => amountDue), exponent),
    principal: sum(rows.map(({ principal }) => principal), exponent),
    interest: sum(rows.map(({ interest }) => interest), exponent),
    received: sum(rows.map(({ received }) => received), exponent),
  };
}

/** The schedule as a file. */
export function scheduleSheet(rows: readonly ScheduleRow[], currency: string): Sheet {
  return {
    columns: ['Instalment', 'Due date', `Due, ${currency}`, `Principal, ${currency}`, `Interest, ${currency}`, `Received, ${currency}`, 'State', 'Paid', 'Remark'],
    rows: rows.map((row) => [row.number, row.dueDate, row.amountDue, row.principal, row.interest, row.received, row.state, row.paidDate, row.remark || null]),
  };
}

/** What is owed on the oldest open instalment: where a payment begins. */
export function nextOwed(rows: readonly ScheduleRow[], exponent: number): string {
  const open = rows.find((row) => toMinor(row.received, exponent) < toMinor(row.amountDue, exponent));
  return open ? fromMinor(toMinor(open.amountDue, exponent) - toMinor(open.received, exponent), exponent) : '';
}

/**
 * Due and received so far, by day: due on each due date of the schedule, received by the week's end
 * in which it came. Nothing received is known after the as-of date.
 */
export function shapeCourse(loan: Loan, { asOf, receipts }: Portfolio, { currencyExponent: exponent, currency }: Book): Sheet {
  const start = loan.disbursementDate;
  const columns = ['Day', `Due so far, ${currency}`, `Received so far, ${currency}`];
  if (start === null) return { columns, rows: [] };
  const due = new Map<string, bigint>();
  for (const { dueDate, amountDue } of loan.schedule) if (dueDate) due.set(dueDate, (due.get(dueDate) ?? 0n) + toMinor(amountDue, exponent));
  const received = new Map<string, bigint>();
  for (const { to, amountCollected } of receipts) {
    const amount = toMinor(amountCollected, exponent);
    if (amount !== 0n) received.set(to, (received.get(to) ?? 0n) + amount);
  }
  const days = [...new Set([start, ...(start <= asOf ? [asOf] : []), ...due.keys(), ...received.keys()])].sort();
  let dueSoFar = 0n;
  let receivedSoFar = 0n;
  return {
    columns,
    rows: days.map((day) => {
      dueSoFar += due.get(day) ?? 0n;
      receivedSoFar += received.get(day) ?? 0n;
      return [day, fromMinor(dueSoFar, exponent), day <= asOf ? fromMinor(receivedSoFar, exponent) : null];
    }),
  };
}

/** Below a cell: the fewest days past due of its bucket. */
const SIGNS: Record<string, string> = { current: '0', '1-29': '1', '30-59': '30', '60-89': '60', '90-119': '90', '120+': '120' };

/** The months of the loan by year, each in the bucket it stood in at its end. */
export function shapeMonths(loan: Loan, history: Portfolio['history']): { year: string; cells: (StripCell | null)[] }[] {
  const years = new Map<string, (StripCell | null)[]>();
  for (const { asOf, ageing } of history) {
    const where = standing(loan, asOf, ageing.buckets);
    if (where === 'notDisbursed') continue;
    const year = asOf.slice(0, 4);
    const cells = years.get(year) ?? Array.from({ length: 12 }, () => null);
    cells[Number(asOf.slice(5, 7)) - 1] = stripCell(where, `${mediumDate(asOf)}: ${standingWords(where)}`);
    years.set(year, cells);
  }
  return [...years].map(([year, cells]) => ({ year, cells }));
}

function stripCell(where: Exclude<Standing, 'notDisbursed'>, title: string): StripCell {
  if (where === 'paidOff') return { mark: '--line-strong', sign: 'PO', title };
  if (where === 'chargedOff') return { mark: '--missed', look: 'hatched', sign: 'CO', title };
  return { mark: `--bucket-${where.place}`, sign: SIGNS[where.bucket] ?? where.bucket, title };
}

/** Whether the strip begins after the loan did. */
const isCut = (loan: Loan, history: Portfolio['history']) => Boolean(loan.disbursementDate && history[0] && history[0].asOf.slice(0, 7) > loan.disbursementDate.slice(0, 7));

/** Says that not all months are shown, or what the cells are. */
export function describeMonths(loan: Loan, history: Portfolio['history']): string {
  const until = 'a cell a month, as the loan stood at its end; the last at the as-of date';
  return isCut(loan, history) ? `From ${month(history[0]!.asOf)}, not from the first month: ${until}` : capital(until);
}

export interface Step {
  name: string;
  at: string | null;
  /** Time since the step before. */
  took: string;
}

/** The application from its receipt to the payout. */
export function shapeApplication(loan: Loan): Step[] {
  const steps: [string, string | null][] = [
    ['Submitted', loan.submittedAt],
    ['Documents complete', loan.documentsAt],
    ['Credit check done', loan.creditCheckedAt],
    ['Decision taken', loan.decidedAt],
    ['Contract signed', loan.contractSignedAt],
    ['Disbursed', loan.disbursedAt],
  ];
  return steps.map(([name, at], place) => {
    const before = steps.slice(0, place).findLast(([, time]) => time !== null)?.[1] ?? null;
    return { name, at, took: at && before ? duration(before, at) : '' };
  });
}

function duration(from: string, to: string): string {
  const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000;
  return hours < 48 ? `after ${decimal(hours, 1)} h` : `after ${decimal(hours / 24, 1)} days`;
}

/** Days since the first of 1970: the scale of the course. */
export const dayNumber = (date: string) => daysBetween('1970-01-01', date);
