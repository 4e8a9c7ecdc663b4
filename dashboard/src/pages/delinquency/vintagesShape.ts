// Vintages as a heat table, and the latest of them as curves. Pure.

import type { VintageMeasure, VintagePeriod, VintagesQuery } from '../../gql/vintages';
import { month } from '../../format/date';
import { compact, count, decimal, percent } from '../../format/number';
import { plural } from '../../format/words';
import type { HeatCell } from '../../parts/heatTable';
import { inPercent, type Sheet } from '../../parts/sheet';
import { cellQuery, vintageWords } from '../loans/cell';
import type { Link } from '../../state/address';

export type Vintage = VintagesQuery['portfolio']['vintages'][number];

export interface Asked {
  every: VintagePeriod;
  measure: VintageMeasure;
  isAmount: boolean;
  currency: string;
  exponent: number;
}

/** Below so many loans one of them moves the rate by 5 points or more: such a vintage does not set the colours. */
const LEAST_LOANS = 20;

/** A curve has so many series at the most, each seen for so many months on book at the least. */
const MAX_CURVES = 5;
const LEAST_MONTHS = 3;

/** "Jul 2024", "Q3 2024". */
export const vintageName = ({ from }: Pick<Vintage, 'from'>, every: VintagePeriod) => (every === 'MONTH' ? month(from) : vintageWords(from, every));

const known = ({ cells }: Vintage) => cells.flatMap(({ rate }) => (rate?.value === null || rate?.value === undefined ? [] : [rate.value]));

/** The rate that is coloured darkest: the highest of the vintages that have loans enough. */
export function darkest(vintages: readonly Vintage[]): number {
  const large = vintages.filter(({ loanCount }) => loanCount >= LEAST_LOANS);
  return Math.max(0, ...(large.length > 0 ? large : vintages).flatMap(known));
}

/** Columns and rows of the heat table. */
export function shapeVintages(vintages: readonly Vintage[], { every, measure, isAmount, currency, exponent }: Asked, link: Link) {
  const top = darkest(vintages);
  const decimals = measure === 'CUMULATIVE_NET_LOSS' ? 2 : 1;
  const print = (value: string) => (isAmount ? decimal(value, exponent) : count(value));
  const months = vintages[0]?.cells.map(({ monthOnBook }) => String(monthOnBook)) ?? [];
  return {
    columns: [isAmount ? `Lent, ${currency}` : 'Loans', ...months],
    rows: vintages.map((vintage) => ({
      head: vintageName(vintage, every),
      title: `${plural(vintage.loanCount, 'loan')}, ${decimal(vintage.amount, exponent)} ${currency}`,
      cells: [
        { text: isAmount ? compact(vintage.amount) : count(vintage.loanCount), share: null, title: `${plural(vintage.loanCount, 'loan')}, ${decimal(vintage.amount, exponent)} ${currency}` },
        ...vintage.cells.map(({ monthOnBook, loanCount, rate }): HeatCell | null => {
          if (rate?.value === null || rate?.value === undefined) return null;
          return {
            text: decimal(rate.value * 100, decimals),
            share: top > 0 ? Math.max(-1, Math.min(1, rate.value / top)) : 0,
            title: `${print(rate.numerator)} of ${print(rate.denominator)}${isAmount ? ` ${currency}` : ' loans'} (${percent(rate.value, 2)}), ${plural(loanCount ?? 0, 'loan')} by month ${monthOnBook}`,
            href: loanCount ? link('behind', cellQuery({ vintage: { every, measure, from: vintage.from, monthOnBook } })) : undefined,
          };
        }),
      ],
    })),
  };
}

/** The latest vintages that make a line. */
export function pickCurves(vintages: readonly Vintage[]): Vintage[] {
  return vintages.filter((vintage) => known(vintage).length > LEAST_MONTHS).slice(-MAX_CURVES);
}

/** One row a month on book, one column a vintage; months that none of them has seen are left out. */
export function shapeCurves(curves: readonly Vintage[], every: VintagePeriod): Sheet {
  const length = Math.max(0, ...curves.map((vintage) => known(vintage).length));
  return {
    columns: ['Month on book', ...curves.map((vintage) => `${vintageName(vintage, every)}, %`)],
    rows: Array.from({ length }, (_, at) => [
      at,
      ...curves.map(({ cells }) => inPercent(cells[at]?.rate?.value, 3)),
    ]),
  };
}

/** One line a cell, for a file. */
export function vintageSheet(vintages: readonly Vintage[], every: VintagePeriod): Sheet {
  return {
    columns: ['Vintage', 'Loans', 'Lent', 'Month on book', 'Rate, %', 'Numerator', 'Denominator', 'Loans behind'],
    rows: vintages.flatMap((vintage) => vintage.cells.flatMap(({ monthOnBook, loanCount, rate }) => (rate?.value === null || rate?.value === undefined ? [] : [[
      vintageName(vintage, every), vintage.loanCount, vintage.amount, monthOnBook, inPercent(rate.value, 4), rate.numerator, rate.denominator, loanCount ?? null,
    ]]))),
  };
}
