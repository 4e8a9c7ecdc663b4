// The answer of the segments as a heat table, or as a table and bars. Pure: no page, no clock.

import { count, NONE, percent } from '../../format/number';
import { dimensionLabel, dimensionWords, groupName, periodsBetween, type DimensionId } from '../../format/groups';
import type { SegmentsQuery } from '../../gql/measures';
import type { HeatCell } from '../../parts/heatTable';
import { fewOf, isSum, printExact, printMeasure, printRatio, unitOf, type Figures, type Measure, type Reading } from '../../parts/measures';
import { inPercent, type Cell, type Sheet } from '../../parts/sheet';
import type { Filter } from '../../state/filter';
import { narrow } from './narrow';

/** What was asked for. */
export interface Asked {
  by: DimensionId;
  and: DimensionId | null;
  measure: Measure;
  filter: Filter;
  /** The address of the loans behind a group. */
  behind: (stock: string, filter: Filter) => string;
}

interface Answered {
  key: (string | null)[];
  loanCount: number;
  portfolio: Figures;
}

interface Group {
  key: (string | null)[];
  loanCount: number;
  reading: Reading;
}

export interface CrossView {
  columns: string[];
  rows: { head: string; cells: (HeatCell | null)[] }[];
  totals: { head: string; cells: HeatCell[] };
  /** What the faintest and the strongest colour stand for. */
  scale: string;
  hasFew: boolean;
  sheet: Sheet;
}

export interface ListRow {
  key: string | null;
  head: string;
  href: string | null;
  loanCount: number;
  value: number | null;
  text: string;
  title: string;
  few: string;
  /** Of the whole: of the measure where groups add up, of the loans where they do not. */
  share: number | null;
}

export interface ListView {
  rows: ListRow[];
  total: { loanCount: number; text: string; title: string };
  shareName: string;
  hasFew: boolean;
  sheet: Sheet;
}

const groupsOf = (found: readonly unknown[] | null | undefined, { measure }: Asked): Group[] =>
  ((found ?? []) as readonly Answered[]).map(({ key, loanCount, portfolio }) => ({ key, loanCount, reading: measure.read(portfolio) }));

const sumLoans = (groups: readonly Group[]) => groups.reduce((sum, { loanCount }) => sum + loanCount, 0);

/** The whole portfolio: of the server, as a rate is no mean of rates. */
function wholeOf({ portfolio }: SegmentsQuery, rows: readonly Group[], { measure }: Asked): Group {
  return { key: [], loanCount: sumLoans(rows), reading: measure.read(portfolio as Figures) };
}

/** Where a value lies between the lightest and the darkest. Sums are compared with nothing, rates with each other. */
export function scaleOf(measure: Measure, groups: readonly Group[]): { low: number; high: number } {
  const values = groups
    .filter(({ reading, loanCount }) => reading.value !== null && !fewOf(measure, reading, loanCount))
    .map(({ reading }) => reading.value!);
  if (values.length === 0) return { low: 0, high: 0 };
  return { low: isSum(measure) ? 0 : Math.min(...values), high: Math.max(...values) };
}

/** Rows and columns of one dimension each, with their totals. */
export function shapeCross(answer: SegmentsQuery, asked: Asked): CrossView {
  const { by, and, measure } = asked;
  const { currency, currencyExponent } = answer.book;
  const second = and ?? by;
  const rows = groupsOf(answer.portfolio.rows, asked);
  const columns = groupsOf(answer.portfolio.columns, asked);
  const cells = groupsOf(answer.portfolio.cells, asked);
  const whole = wholeOf(answer, rows, asked);
  const found = new Map(cells.map((cell) => [JSON.stringify(cell.key), cell]));
  const { low, high } = scaleOf(measure, cells);

  const draw = (group: Group, conditions: [DimensionId, string | null][], isTotal: boolean): HeatCell => {
    const { reading, loanCount } = group;
    const few = fewOf(measure, reading, loanCount);
    const share = isTotal || reading.value === null ? null : high === low ? (high === 0 ? 0 : 0.5) : (reading.value - low) / (high - low);
    return { text: printMeasure(measure, reading.value), share, href: hrefOf(asked, conditions, currencyExponent) ?? undefined, title: titleOf(measure, group, few, currency, currencyExponent), isFew: few !== '' };
  };

  return {
    columns: [...columns.map(({ key }) => groupName(second, key[0] ?? null, true)), 'All'],
    rows: rows.map((row) => ({
      head: groupName(by, row.key[0] ?? null),
      cells: [
        ...columns.map((column) => {
          const cell = found.get(JSON.stringify([row.key[0], column.key[0]]));
          return cell ? draw(cell, [[by, row.key[0] ?? null], [second, column.key[0] ?? null]], false) : null;
        }),
        draw(row, [[by, row.key[0] ?? null]], true),
      ],
    })),
    totals: {
      head: 'All',
      cells: [...columns.map((column) => draw(column, [[second, column.key[0] ?? null]], true)), draw(whole, [], true)],
    },
    scale: high === low ? '' : `Faint is ${printMeasure(measure, low)}, strong is ${printMeasure(measure, high)}.`,
    hasFew: [...cells, ...rows, ...columns].some(({ reading, loanCount }) => fewOf(measure, reading, loanCount) !== ''),
    sheet: sheetOf(answer, asked, [
      ...cells.map((cell) => ({ ...cell, names: [groupName(by, cell.key[0] ?? null), groupName(second, cell.key[1] ?? null)] })),
      ...rows.map((row) => ({ ...row, names: [groupName(by, row.key[0] ?? null), 'All'] })),
      ...columns.map((column) => ({ ...column, names: ['All', groupName(second, column.key[0] ?? null)] })),
      { ...whole, names: ['All', 'All'] },
    ]),
  };
}

/** The groups of one dimension, as the server orders them. */
export function shapeList(answer: SegmentsQuery, asked: Asked): ListView {
  const { by, measure } = asked;
  const { currency, currencyExponent } = answer.book;
  const groups = groupsOf(answer.portfolio.rows, asked);
  const whole = wholeOf(answer, groups, asked);
  const rows = groups.map((group): ListRow => {
    const { key, loanCount, reading } = group;
    const few = fewOf(measure, reading, loanCount);
    const [part, all] = isSum(measure) ? [reading.value, whole.reading.value] : [loanCount, whole.loanCount];
    return {
      key: key[0] ?? null,
      head: groupName(by, key[0] ?? null),
      href: hrefOf(asked, [[by, key[0] ?? null]], currencyExponent),
      loanCount,
      value: reading.value,
      text: printMeasure(measure, reading.value),
      title: titleOf(measure, group, few, currency, currencyExponent),
      few,
      share: part === null || !all ? null : part / all,
    };
  });
  return {
    rows,
    total: { loanCount: whole.loanCount, text: printMeasure(measure, whole.reading.value), title: titleOf(measure, whole, '', currency, currencyExponent) },
    shareName: isSum(measure) ? 'Share of all' : 'Share of loans',
    hasFew: rows.some(({ few }) => few !== ''),
    sheet: sheetOf(answer, asked, [...groups.map((group) => ({ ...group, names: [groupName(by, group.key[0] ?? null)] })), { ...whole, names: ['All'] }]),
  };
}

/** The rows in the order of a column; what is not known stays last. */
export function sortRows(rows: readonly ListRow[], key: string | undefined, descending: boolean): ListRow[] {
  const read: Record<string, (row: ListRow) => number | string | null> = {
    group: ({ head }) => head,
    loans: ({ loanCount }) => loanCount,
    value: ({ value }) => value,
    share: ({ share }) => share,
  };
  const value = read[key ?? ''];
  if (!value) return [...rows];
  return [...rows].sort((one, other) => {
    const [left, right] = [value(one), value(other)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order = typeof left === 'string' ? left.localeCompare(String(right)) : left - Number(right);
    return descending ? -order : order;
  });
}

/** Bars in time: a period without a loan is a gap, not left out. */
export function fillPeriods(rows: readonly ListRow[], by: DimensionId): { head: string; row: ListRow | null }[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  const keys = rows.flatMap(({ key }) => (key === null ? [] : [key]));
  const [first, last] = [keys[0], keys.at(-1)];
  if (!first || !last) return [];
  return periodsBetween(by, first, last).map((key) => ({ head: groupName(by, key, true), row: known.get(key) ?? null }));
}

/** "Outstanding principal by risk tier and loan type". */
export function titleFor({ measure, by, and }: Pick<Asked, 'measure' | 'by' | 'and'>): string {
  return `${measure.label} by ${dimensionWords(by)}${and ? ` and ${dimensionWords(and)}` : ''}`;
}

/** What the measure is, for the line below the title. */
export function meaningOf({ words: [numerator, denominator] }: Measure, unit: string): string {
  const text = denominator ? `${numerator} ÷ ${denominator}` : numerator;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${denominator || !unit ? '' : `, in ${unit}`}`;
}

function hrefOf({ filter, behind, measure }: Asked, conditions: [DimensionId, string | null][], exponent: number): string | null {
  let narrowed: Filter | null = filter;
  for (const [dimension, key] of conditions) narrowed = narrowed && narrow(narrowed, dimension, key, exponent);
  return narrowed && behind(measure.stock, narrowed);
}

function titleOf(measure: Measure, { reading, loanCount }: Group, few: string, currency: string, exponent: number): string {
  const parts = [printExact(measure, reading, currency, exponent), printRatio(measure, reading, currency, exponent), `${count(loanCount)} ${loanCount === 1 ? 'loan' : 'loans'}`];
  if (few) parts.push(few);
  return [...new Set(parts)].filter(Boolean).join(' · ');
}

function sheetOf({ book }: SegmentsQuery, { by, and, measure }: Asked, groups: readonly (Group & { names: string[] })[]): Sheet {
  const isRatio = !isSum(measure);
  const unit = unitOf(measure, book.currency);
  const value = ({ reading }: Group): Cell => {
    if (reading.value === null) return null;
    return measure.kind === 'rate' ? inPercent(reading.value, 4) : measure.kind === 'money' ? reading.exact : reading.value;
  };
  return {
    columns: [
      dimensionLabel(by),
      ...(and ? [dimensionLabel(and)] : []),
      `${measure.label}${measure.kind === 'count' ? '' : `, ${unit}`}`,
      ...(isRatio ? ['Numerator', 'Denominator'] : []),
      'Loans',
      ...(isRatio ? ['Few'] : []),
    ],
    rows: groups.map((group) => [
      ...group.names,
      value(group),
      ...(isRatio ? [group.reading.ratio?.numerator ?? null, group.reading.ratio?.denominator ?? null] : []),
      group.loanCount,
      ...(isRatio ? [fewOf(measure, group.reading, group.loanCount) ? 'few' : ''] : []),
    ]),
  };
}

/** Share as text, for the table of one dimension. */
export const printShare = (share: number | null) => (share === null ? NONE : percent(share, 1));
