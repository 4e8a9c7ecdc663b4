// What a portfolio can be measured by: its name, unit and meaning, and where in an answer it stands.

import {
  ArrearsFiguresFragmentDoc,
  CollectionFiguresFragmentDoc,
  DelayFiguresFragmentDoc,
  FirstPaymentFiguresFragmentDoc,
  KpiFiguresFragmentDoc,
  ParFiguresFragmentDoc,
  RecoveryFiguresFragmentDoc,
  type ArrearsFiguresFragment,
  type CollectionFiguresFragment,
  type DelayFiguresFragment,
  type FirstPaymentFiguresFragment,
  type KpiFiguresFragment,
  type ParFiguresFragment,
  type RatioFieldsFragment,
  type RecoveryFiguresFragment,
} from '../gql/measures';
import { compact, count, decimal, NONE, percent } from '../format/number';

/** The fragments of src/queries/measures.graphql, by what they are read from. */
export const FRAGMENTS = {
  kpis: KpiFiguresFragmentDoc,
  delay: DelayFiguresFragmentDoc,
  par: ParFiguresFragmentDoc,
  arrears: ArrearsFiguresFragmentDoc,
  collection: CollectionFiguresFragmentDoc,
  firstPayment: FirstPaymentFiguresFragmentDoc,
  recovery: RecoveryFiguresFragmentDoc,
};

export type Figure = keyof typeof FRAGMENTS;

/** What was asked for of a portfolio; the rest is not there. */
export type Figures = {
  executiveKpis?: Partial<KpiFiguresFragment['executiveKpis'] & DelayFiguresFragment['executiveKpis']>;
} & Partial<ParFiguresFragment & ArrearsFiguresFragment & CollectionFiguresFragment & FirstPaymentFiguresFragment & RecoveryFiguresFragment>;

/** The loans that a measure is about. */
export type Stock = 'DISBURSED' | 'ACTIVE' | 'CHARGED_OFF';

export interface Reading {
  /** Null: there is nothing to measure. */
  value: number | null;
  /** With all of its digits. */
  exact: string | null;
  ratio?: RatioFieldsFragment;
  /** Loans that the rate is about, where they are fewer than those of the group. */
  base?: number;
}

export interface Measure {
  id: string;
  label: string;
  figure: Figure;
  /** What else is needed to judge a rate of a small group. */
  also?: Figure;
  kind: 'count' | 'money' | 'rate' | 'days' | 'points';
  /** The unit of a count. */
  what?: 'loans' | 'customers';
  /** The loans behind it. */
  stock: Stock;
  /** What it is, or what is divided by what. */
  words: readonly [string, string?];
  /** What numerator and denominator are in. */
  of?: 'money' | 'count';
  read: (figures: Figures) => Reading;
}

const NOTHING: Reading = { value: null, exact: null };

function whole(value: number | string | undefined): Reading {
  return value === undefined ? NOTHING : { value: Number(value), exact: String(value) };
}

function ratio(found: RatioFieldsFragment | undefined, base?: number): Reading {
  return found ? { value: found.value, exact: found.value === null ? null : String(found.value), ratio: found, base } : NOTHING;
}

export const MEASURES: readonly Measure[] = [
  { id: 'loans', label: 'Loan count', figure: 'kpis', kind: 'count', what: 'loans', stock: 'DISBURSED', words: ['loans paid out by the as-of date'], read: (figures) => whole(figures.executiveKpis?.totalLoans) },
  { id: 'customers', label: 'Customers', figure: 'kpis', kind: 'count', what: 'customers', stock: 'DISBURSED', words: ['customers with a loan paid out by the as-of date'], read: (figures) => whole(figures.executiveKpis?.totalCustomers) },
  { id: 'active', label: 'Active loans', figure: 'kpis', kind: 'count', what: 'loans', stock: 'ACTIVE', words: ['loans paid out, not charged off, with principal outstanding'], read: (figures) => whole(figures.executiveKpis?.activeLoans) },
  { id: 'outstanding', label: 'Outstanding principal', figure: 'kpis', kind: 'money', stock: 'ACTIVE', words: ['unpaid principal of the active loans'], read: (figures) => whole(figures.executiveKpis?.outstandingPrincipal) },
  { id: 'originated', label: 'Originated amount', figure: 'kpis', kind: 'money', stock: 'DISBURSED', words: ['original principal of the loans paid out'], read: (figures) => whole(figures.executiveKpis?.originatedAmount) },
  {
    id: 'onTime', label: 'On-time rate', figure: 'kpis', kind: 'rate', stock: 'DISBURSED', of: 'count',
    words: ['instalments settled on or before their due date', 'instalments fallen due'], read: (figures) => ratio(figures.executiveKpis?.onTimeRate),
  },
  {
    id: 'delay', label: 'Average delay, 30 days', figure: 'delay', kind: 'days', stock: 'DISBURSED', of: 'count',
    words: ['days late', 'instalments that fell due in the last 30 days'], read: (figures) => ratio(figures.executiveKpis?.last30Days?.averageDelayDays),
  },
  {
    id: 'par30', label: 'PAR 30', figure: 'par', kind: 'rate', stock: 'ACTIVE', of: 'money',
    words: ['unpaid principal of active loans more than 30 days past due', 'unpaid principal of all active loans'], read: ({ par }) => ratio(par?.days30, par?.activeLoans),
  },
  {
    id: 'par90', label: 'PAR 90', figure: 'par', kind: 'rate', stock: 'ACTIVE', of: 'money',
    words: ['unpaid principal of active loans more than 90 days past due', 'unpaid principal of all active loans'], read: ({ par }) => ratio(par?.days90, par?.activeLoans),
  },
  {
    id: 'arrears', label: 'Arrears rate', figure: 'arrears', also: 'par', kind: 'rate', stock: 'ACTIVE', of: 'money',
    words: ['overdue principal', 'unpaid principal of the active loans'], read: ({ arrearsRate, par }) => ratio(arrearsRate, par?.activeLoans),
  },
  {
    id: 'score', label: 'Average credit score', figure: 'kpis', kind: 'points', stock: 'DISBURSED', of: 'count',
    words: ['sum of the credit scores', 'customers that have one'], read: (figures) => ratio(figures.executiveKpis?.averageCreditScore),
  },
  {
    id: 'collection', label: 'Collection efficiency, 30 days', figure: 'collection', kind: 'rate', stock: 'DISBURSED', of: 'money',
    words: ['received in the last 30 days', 'fallen due in them'], read: ({ collectionEfficiency: found }) => ratio(found?.total.efficiency, found?.total.loanCount),
  },
  {
    id: 'firstPayment', label: 'First-payment default', figure: 'firstPayment', kind: 'rate', stock: 'DISBURSED', of: 'count',
    words: ['loans whose first instalment was open 30 days after its due date', 'loans whose first due date is 30 days back or more'], read: ({ firstPaymentDefault }) => ratio(firstPaymentDefault),
  },
  {
    id: 'recovery', label: 'Recovery of charge-offs', figure: 'recovery', kind: 'rate', stock: 'CHARGED_OFF', of: 'money',
    words: ['received after the charge-off', 'amount charged off'], read: ({ recoveryOfChargeOffs: found }) => ratio(found?.total.rate, found?.total.loanCount),
  },
];

const OUTSTANDING = MEASURES.find(({ id }) => id === 'outstanding')!;

/** The measure of this name, or outstanding principal. */
export const measureOf = (id: string | undefined) => MEASURES.find((measure) => measure.id === id) ?? OUTSTANDING;

/** Whether groups add up to the whole. Customers nearly do: one may have loans in two groups. */
export const isSum = ({ kind }: Measure) => kind === 'count' || kind === 'money';

/** What the axis of the measure is in. */
export function unitOf({ kind, what }: Measure, currency: string): string {
  return { count: what ?? '', money: currency, rate: '%', days: 'days', points: 'points' }[kind];
}

/** Measures that can share an axis. */
export const sharesUnit = (one: Measure, other: Measure) => one.kind === other.kind && one.what === other.what;

/** As shown in a table: one measure has equal decimals throughout. */
export function printMeasure({ kind }: Measure, value: number | string | null): string {
  if (value === null) return NONE;
  return { count, money: count, rate: (rate: number | string) => percent(rate, 1), days: (days: number | string) => decimal(days, 1), points: count }[kind](value);
}

/** As shown at an axis or in a chart. */
export function printShort(measure: Measure, value: number | null): string {
  return isSum(measure) ? compact(value) : printMeasure(measure, value);
}

/** With its unit, and amounts to the cent. */
export function printExact(measure: Measure, { value, exact }: Reading, currency: string, exponent: number): string {
  if (value === null) return `nothing to measure: no ${measure.words[1] ?? measure.words[0]}`;
  if (measure.kind === 'money') return `${decimal(exact, exponent)} ${currency}`;
  if (measure.kind === 'rate') return percent(value, 2);
  return `${decimal(value, measure.kind === 'count' ? 0 : 2)} ${unitOf(measure, currency)}`;
}

/** Numerator and denominator of a rate, in figures. */
export function printRatio(measure: Measure, { ratio: found }: Reading, currency: string, exponent: number): string {
  if (!found) return '';
  const print = (value: string) => (measure.of === 'money' ? decimal(value, exponent) : count(value));
  return `${print(found.numerator)} ÷ ${print(found.denominator)}${measure.of === 'money' ? ` ${currency}` : ''}`;
}

const FEW_LOANS = 20;
const FEW_COUNTED = 30;

/** Why a rate of so few is no finding; nothing where they are enough, or where the figure is no rate. */
export function fewOf(measure: Measure, reading: Reading, loanCount: number): string {
  if (isSum(measure) || reading.value === null) return '';
  const loans = Math.min(loanCount, reading.base ?? loanCount);
  if (loans < FEW_LOANS) return `few: ${count(loans)} ${loans === 1 ? 'loan' : 'loans'}, chance weighs more than the group`;
  const counted = Number(reading.ratio?.denominator);
  if (measure.of === 'count' && counted < FEW_COUNTED) return `few: ${count(counted)} in the denominator, chance weighs more than the group`;
  return '';
}
