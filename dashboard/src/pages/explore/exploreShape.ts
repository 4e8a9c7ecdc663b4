// The answers of the views as what they draw and list. Pure: no page, no clock.

import { month } from '../../format/date';
import { groupName, type DimensionId } from '../../format/groups';
import { count, decimal, percent, signed } from '../../format/number';
import type { BoxesQuery, CohortsQuery, CorrelationsQuery, HistogramQuery, RatioFieldsFragment, ScatterQuery, Variable } from '../../gql/explore';
import type { HeatCell } from '../../parts/heatTable';
import { inPercent, type Sheet } from '../../parts/sheet';
import { plain, printValue, scaled, unitFor, variableOf, type VariableAbout } from './variables';

/** The bins as rows: from, to, loans, share in percent. */
export function shapeHistogram({ portfolio: { distribution }, book }: HistogramQuery, variable: VariableAbout): Sheet {
  const unit = unitFor(variable, book.currency);
  // Edges of bins are computed: they need digits that no loan has.
  const extra = distribution.bins.every(({ from, to }) => isWhole(scaled(variable, from)) && isWhole(scaled(variable, to))) ? 0 : 2;
  return {
    columns: [`From, ${unit}`, `To, ${unit}`, 'Loans', 'Share, %'],
    rows: distribution.bins.map((bin) => [plain(variable, bin.from, extra), plain(variable, bin.to, extra), bin.count, inPercent(bin.count / distribution.count, 2)]),
  };
}

const isWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-9;

/** What the distribution amounts to: names and figures. */
export function shapeSummary({ portfolio: { distribution: found }, book }: HistogramQuery, variable: VariableAbout): { name: string; text: string; title?: string }[] {
  const print = (value: number | null, extra = 0) => printValue(variable, value, book.currency, value === null ? 0 : extra);
  return [
    { name: 'Loans', text: count(found.count) },
    { name: 'Not known', text: count(found.missing), title: 'Loans of which the value is not known, or does not apply' },
    { name: 'Least', text: print(found.minimum) },
    { name: 'Lower quartile', text: print(found.lowerQuartile), title: 'A quarter of the values lies below' },
    { name: 'Median', text: print(found.median), title: 'Half of the values lies below' },
    { name: 'Upper quartile', text: print(found.upperQuartile), title: 'Three quarters of the values lie below' },
    { name: 'Greatest', text: print(found.maximum) },
    { name: 'Mean', text: print(found.mean, 1) },
    { name: 'Std deviation', text: print(found.standardDeviation, 1), title: found.standardDeviation === null ? 'Standard deviation: it takes two values' : 'Standard deviation of a sample' },
  ];
}

/** A box: what a box plot draws, in the unit that is shown. */
export interface Box {
  name: string;
  count: number;
  min: number;
  whiskerMin: number;
  q1: number;
  median: number;
  q3: number;
  whiskerMax: number;
  max: number;
  mean: number;
  /** The ends, where they lie beyond the whiskers. */
  outliers: number[];
  items: number[];
}

/** A box for each group with a value; groups without one are named. */
export function shapeBoxes({ portfolio, book }: BoxesQuery, variable: VariableAbout, by: DimensionId): { boxes: Box[]; without: string[]; sheet: Sheet } {
  const unit = unitFor(variable, book.currency);
  const groups = portfolio.groupBy.map(({ key, portfolio: { distribution } }) => ({ name: groupName(by, key[0] ?? null), found: distribution }));
  const boxes = groups.flatMap(({ name, found }): Box[] => {
    if (found.minimum === null || found.maximum === null) return [];
    const read = (value: number | null) => scaled(variable, value!);
    const box = {
      name, count: found.count, min: read(found.minimum), whiskerMin: read(found.lowerWhisker), q1: read(found.lowerQuartile), median: read(found.median),
      q3: read(found.upperQuartile), whiskerMax: read(found.upperWhisker), max: read(found.maximum), mean: read(found.mean), items: [],
    };
    return [{ ...box, outliers: [...(box.min < box.whiskerMin ? [box.min] : []), ...(box.max > box.whiskerMax ? [box.max] : [])] }];
  });
  return {
    boxes,
    without: groups.filter(({ found }) => found.minimum === null).map(({ name }) => name),
    sheet: {
      columns: ['Group', 'Loans', ...['Least', 'Lower whisker', 'Lower quartile', 'Median', 'Upper quartile', 'Upper whisker', 'Greatest', 'Mean'].map((name) => `${name}, ${unit}`)],
      rows: groups.map(({ name, found }) => [
        name, found.count, plain(variable, found.minimum), plain(variable, found.lowerWhisker), plain(variable, found.lowerQuartile, 1), plain(variable, found.median, 1),
        plain(variable, found.upperQuartile, 1), plain(variable, found.upperWhisker), plain(variable, found.maximum), plain(variable, found.mean, 1),
      ]),
    },
  };
}

export interface Point {
  x: number;
  y: number;
  loanId: string;
}

/** The drawn loans, those of which both values are known. */
export function shapeScatter({ portfolio: { sample }, book }: ScatterQuery, x: VariableAbout, y: VariableAbout): { points: Point[]; sheet: Sheet; note: string } {
  const known = sample.points.flatMap(({ loanId, values: [first, second] }) => (first === null || first === undefined || second === null || second === undefined ? [] : [{ loanId, first, second }]));
  return {
    points: known.map(({ loanId, first, second }) => ({ loanId, x: scaled(x, first), y: scaled(y, second) })),
    note: known.length < sample.total
      ? `${count(known.length)} of ${count(sample.total)} loans, drawn at random by a fixed rule: the same segment shows the same loans`
      : sample.total === 0 ? 'Both are known of no loan' : `All ${count(sample.total)} loans of which both are known`,
    sheet: {
      columns: ['Loan', `${x.label}, ${unitFor(x, book.currency)}`, `${y.label}, ${unitFor(y, book.currency)}`],
      rows: known.map(({ loanId, first, second }) => [loanId, plain(x, first, x.unit ? 0 : 2), plain(y, second, y.unit ? 0 : 2)]),
    },
  };
}

interface HeatRows {
  columns: string[];
  rows: { head: string; title?: string; cells: (HeatCell | null)[] }[];
  sheet: Sheet;
}

/** The lower triangle: each pair once. */
export function shapeCorrelations({ portfolio: { correlation } }: CorrelationsQuery, chosen: readonly Variable[]): HeatRows {
  const found = new Map(correlation.flatMap((pair) => [[`${pair.x} ${pair.y}`, pair], [`${pair.y} ${pair.x}`, pair]]));
  const label = (id: Variable) => variableOf(id, id).label;
  const columns = chosen.slice(0, -1);
  return {
    columns: columns.map(label),
    rows: correlation.every(({ count: loans }) => loans === 0) ? [] : chosen.slice(1).map((row, at) => ({
      head: label(row),
      cells: columns.map((column, place): HeatCell | null => {
        if (place > at) return { text: '', share: null };
        const pair = found.get(`${row} ${column}`);
        if (!pair || pair.coefficient === null) return null;
        return { text: signed(pair.coefficient, 2), share: pair.coefficient, title: `${label(row)} and ${label(column)}: ${signed(pair.coefficient, 4)} over ${count(pair.count)} loans`, isFew: pair.count < 30 };
      }),
    })),
    sheet: {
      columns: ['Variable', 'Other', 'Correlation', 'Loans'],
      rows: correlation.filter(({ x, y }) => x !== y).map(({ x, y, coefficient, count: loans }) => [label(x), label(y), coefficient === null ? null : Number(coefficient.toFixed(4)), loans]),
    },
  };
}

export type CohortMeasure = 'repayment' | 'retention';

/** Fewer customers than this are no cohort to compare. */
const FEW_CUSTOMERS = 20;

/** Months of sign-up, newest first, by months since. Of what should be repaid the shortfall is coloured. */
export function shapeCohorts({ portfolio: { cohorts }, book }: CohortsQuery, measure: CohortMeasure): HeatRows & { scale: string; hasFew: boolean } {
  const read = (cell: CohortsQuery['portfolio']['cohorts'][number]['months'][number]) => (measure === 'retention' ? cell.retention : cell.repaymentRate);
  const months = cohorts[0]?.months.map((cell) => cell.month) ?? [];
  const values = cohorts.filter(({ customerCount }) => customerCount >= FEW_CUSTOMERS).flatMap((cohort) => cohort.months.map((cell) => read(cell)?.value ?? null)).filter((value) => value !== null);
  const low = values.length > 0 ? Math.min(...values) : 0;
  const high = values.length > 0 ? Math.max(...values) : 0;
  const amounts = (ratio: RatioFieldsFragment) => measure === 'retention'
    ? `${count(ratio.numerator)} of ${count(ratio.denominator)} customers`
    : `${decimal(ratio.numerator, book.currencyExponent)} ÷ ${decimal(ratio.denominator, book.currencyExponent)} ${book.currency}`;
  return {
    columns: ['Customers', 'Mean score', ...months.map(String)],
    scale: high === low ? '' : measure === 'repayment' ? `Faint is ${percent(high)}, strong is ${percent(low)}.` : `Faint is ${percent(low)}, strong is ${percent(high)}.`,
    hasFew: cohorts.some(({ customerCount }) => customerCount < FEW_CUSTOMERS),
    rows: cohorts.toReversed().map((cohort) => ({
      head: month(cohort.month),
      cells: [
        { text: count(cohort.customerCount), share: null, isFew: cohort.customerCount < FEW_CUSTOMERS, title: cohort.customerCount < FEW_CUSTOMERS ? 'few: chance weighs more than the cohort' : undefined },
        cohort.averageCreditScore.value === null ? null : { text: count(cohort.averageCreditScore.value), share: null, title: `of ${count(cohort.averageCreditScore.denominator)} customers with a score` },
        ...cohort.months.map((cell): HeatCell | null => {
          const ratio = read(cell);
          if (!ratio || ratio.value === null) return null;
          const isFew = cohort.customerCount < FEW_CUSTOMERS;
          return {
            text: decimal(ratio.value * 100, 1),
            share: isFew ? null : high === low ? 0 : (measure === 'repayment' ? high - ratio.value : ratio.value - low) / (high - low),
            title: [amounts(ratio), isFew && `few: ${count(cohort.customerCount)} ${cohort.customerCount === 1 ? 'customer' : 'customers'}`].filter(Boolean).join(' · '),
          };
        }),
      ],
    })),
    sheet: {
      columns: ['Month of sign-up', 'Customers', 'Mean score', ...months.map((since) => `Month ${since}, %`)],
      rows: cohorts.map((cohort) => [
        cohort.month.slice(0, 7), cohort.customerCount, cohort.averageCreditScore.value === null ? null : Number(cohort.averageCreditScore.value.toFixed(1)),
        ...cohort.months.map((cell) => {
          const value = read(cell)?.value ?? null;
          return inPercent(value, 2);
        }),
      ]),
    },
  };
}
