// Roll rates as a heat table and two small ones. Pure.

import type { BucketScheme, RatioFieldsFragment, RollRatesQuery } from '../../gql/rollRates';
import { count, decimal, percent } from '../../format/number';
import { bucketWords, plural } from '../../format/words';
import type { HeatCell } from '../../parts/heatTable';
import { inPercent, type Sheet } from '../../parts/sheet';
import { cellQuery } from '../loans/cell';
import type { Link } from '../../state/address';
import { addDecimals } from './months';

type RollRates = RollRatesQuery['portfolio']['rollRates'];
export type RollWeight = 'count' | 'balance';

interface Asked {
  scheme: BucketScheme;
  by: RollWeight;
  /** Months that are added up: a cell of several has no one list behind it. */
  months: number;
  currency: string;
  exponent: number;
}

/** What stands to the right of the states. */
const SUMMARY = ['Roll forward', 'Stay', 'Roll back', 'Cured'];

/** Columns and rows of the heat table. */
export function shapeRollRates({ states, rows, to }: RollRates, { scheme, by, months, currency, exponent }: Asked, link: Link) {
  return {
    columns: ['Loans', ...states.map(bucketWords), ...SUMMARY],
    rows: rows.map((row) => ({
      head: bucketWords(row.bucket),
      title: `${plural(row.loanCount, 'loan')}, ${decimal(row.balance, exponent)} ${currency}`,
      cells: [
        { text: count(row.loanCount), share: null, title: `${decimal(row.balance, exponent)} ${currency} at the begin` },
        ...row.cells.map((cell): HeatCell | null => {
          const value = (by === 'count' ? cell.byCount : cell.byBalance).value ?? null;
          if (value === null) return null;
          const title = `${plural(cell.loanCount, 'loan')}, ${decimal(cell.balance, exponent)} ${currency}: ${percent(cell.byCount.value)} of the loans, ${percent(cell.byBalance.value)} of the balance`;
          const hasList = months === 1 && cell.loanCount > 0;
          return {
            text: percent(value),
            share: value,
            title,
            href: hasList ? link('behind', cellQuery({ rollRate: { scheme, month: to, from: row.bucket, state: cell.state } })) : undefined,
          };
        }),
        ...[row.rollForward, row.stay, row.rollBack, row.cure].map(summaryCell),
      ],
    })),
  };
}

function summaryCell(ratio: RatioFieldsFragment): HeatCell | null {
  if (ratio.value === null || ratio.value === undefined) return null;
  return { text: percent(ratio.value), share: null, title: `${count(ratio.numerator)} of ${plural(Number(ratio.denominator), 'loan')}` };
}

/** One line a movement, for a file. */
export function rollSheet({ rows }: RollRates, currency: string): Sheet {
  const rate = (value: number | null | undefined) => inPercent(value, 4);
  return {
    columns: ['From', 'To', 'Loans', `Balance at the begin, ${currency}`, 'By loans, %', 'By balance, %'],
    rows: rows.flatMap((row) => row.cells.map((cell) => [
      bucketWords(row.bucket), bucketWords(cell.state), cell.loanCount, cell.balance, rate(cell.byCount.value), rate(cell.byBalance.value),
    ])),
  };
}

export interface FlowRow {
  /** "1–29 to 30–59". */
  step: string;
  value: number | null;
  numerator: string;
  denominator: string;
}

/** Net flow rates: each bucket from the one before it; at last what was charged off. */
export function shapeNetFlow({ netFlow, rows }: RollRates): FlowRow[] {
  return netFlow.map(({ into, rate }, at) => ({
    step: into === 'charged_off' ? '90+ to charged off' : `${bucketWords(rows[at]?.bucket ?? '')} to ${bucketWords(into)}`,
    value: rate.value ?? null,
    numerator: rate.numerator,
    denominator: rate.denominator,
  }));
}

export interface LossRow {
  bucket: string;
  balance: string;
  lossRate: number | null;
  /** Balance × rate, rounded to the currency's minor unit. */
  expectedLoss: string | null;
}

/** What becomes of each bucket in the end. */
export function shapeLoss({ ultimateLoss }: RollRates, exponent: number): LossRow[] {
  return ultimateLoss.buckets.map(({ bucket, balance, lossRate }) => ({
    bucket: bucketWords(bucket),
    balance,
    lossRate: lossRate ?? null,
    expectedLoss: lossRate === null || lossRate === undefined ? null : (Number(balance) * lossRate).toFixed(exponent),
  }));
}

/** Whether nobody left by paying: then all that leaves is charged off. */
export const hasNoWayOut = ({ rows }: RollRates) => rows.every(({ cells }) => cells.every(({ state, loanCount }) => state !== 'paid_off' || loanCount === 0));

/** All buckets together: the expected loss as the server has it, and what part of the balance it is. */
export function totalLoss({ ultimateLoss: { buckets, expectedLoss } }: RollRates): Omit<LossRow, 'bucket'> {
  const balance = addDecimals(buckets.map((bucket) => bucket.balance));
  const isKnown = expectedLoss !== null && expectedLoss !== undefined;
  return { balance, expectedLoss: isKnown ? expectedLoss : null, lossRate: isKnown && Number(balance) > 0 ? Number(expectedLoss) / Number(balance) : null };
}
