// Measures over time: which can be asked together, the query for them, and the answer as lines.

import { monthEnd, mediumDate, shortDate, shortMonth } from '../../format/date';
import { decimal, NONE, percent } from '../../format/number';
import { BookFieldsFragmentDoc, type BookFieldsFragment } from '../../gql/explore';
import { FRAGMENTS, measureOf, MEASURES, sharesUnit, unitOf, type Figure, type Figures, type Measure } from '../../parts/measures';
import { inPercent, type Sheet } from '../../parts/sheet';
import type { Document } from '../../state/request';

export const COUNTS = [12, 24, 36] as const;
export const PERIODS = [{ id: 'MONTH', label: 'Month-ends' }, { id: 'WEEK', label: 'Weeks' }] as const;
export type Every = (typeof PERIODS)[number]['id'];

const MOST_LINES = 3;

/** Figures that one request may hold at all its dates together. */
const MOST_FIGURES = 50;

export interface SeriesAnswer {
  book: BookFieldsFragment;
  portfolio: { asOf: string; history: (Figures & { asOf: string })[] };
}

export interface SeriesVariables {
  asOf: string | null;
  filter: unknown;
  every: Every;
  count: number;
}

/** The measures of an address: up to three of the same unit, none twice. */
export function readMeasures(text: string | undefined): Measure[] {
  const [first = 'outstanding', ...others] = (text ?? '').split(',').filter(Boolean);
  const chosen = [measureOf(first)];
  for (const id of others) {
    const measure = MEASURES.find((candidate) => candidate.id === id);
    if (measure && chosen.length < MOST_LINES && !chosen.includes(measure) && sharesUnit(chosen[0]!, measure)) chosen.push(measure);
  }
  return chosen;
}

/** What the measures are read from, each once. */
export const figuresOf = (measures: readonly Measure[]): Figure[] => [...new Set(measures.map(({ figure }) => figure))];

/** The most dates that can be asked with these measures. */
export function mostDates(measures: readonly Measure[]): number {
  return Math.max(...COUNTS.filter((count) => count * figuresOf(measures).length <= MOST_FIGURES));
}

/** What could be compared with these, at this many dates. */
export const candidatesFor = (measures: readonly Measure[]) => MEASURES.filter((measure) => sharesUnit(measures[0]!, measure) && !measures.includes(measure));

const known = new Map<string, Document<SeriesAnswer, SeriesVariables>>();

/**
 * The query of these figures alone. It is put together here, as the server reckons with a field
 * that `@include` leaves out too, and every figure counts once for each date.
 */
export function seriesDocument(figures: readonly Figure[]): Document<SeriesAnswer, SeriesVariables> {
  // The same figures are one document, in whatever order they were chosen.
  const sorted = [...figures].sort();
  const key = sorted.join();
  const found = known.get(key);
  if (found) return found;
  const fragments = sorted.map((figure) => FRAGMENTS[figure].toString());
  const names = fragments.map((text) => /fragment (\w+)/.exec(text)![1]!);
  const texts = [BookFieldsFragmentDoc.toString(), ...fragments].flatMap((text) => text.trim().split(/\n\s*(?=fragment )/));
  const text = `query Series($asOf: Date, $filter: PortfolioFilter, $every: Period!, $count: Int!) {
  book {
    ...BookFields
  }
  portfolio(asOf: $asOf, filter: $filter) {
    asOf
    history(every: $every, count: $count) {
      asOf
${names.map((name) => `      ...${name}`).join('\n')}
    }
  }
}

${[...new Set(texts.map((part) => part.trim()))].join('\n\n')}
`;
  const document = { toString: () => text } as Document<SeriesAnswer, SeriesVariables>;
  known.set(key, document);
  return document;
}

export interface SeriesView {
  dates: string[];
  labels: string[];
  lines: { measure: Measure; values: (number | null)[] }[];
  /** Why the last point is not yet final; empty where it is. */
  unfinished: string;
  sheet: Sheet;
}

/** The answer as lines over the dates. */
export function shapeSeries({ book, portfolio }: SeriesAnswer, measures: readonly Measure[], every: Every): SeriesView {
  const { history } = portfolio;
  const lines = measures.map((measure) => ({ measure, values: history.map((point) => measure.read(point).value) }));
  const dates = history.map(({ asOf }) => asOf);
  const last = dates.at(-1);
  return {
    dates,
    labels: dates.map((date) => (every === 'MONTH' ? shortMonth(date) : shortDate(date))),
    lines,
    unfinished: last && !isFinished(last, every) ? `The last point is of ${mediumDate(last)}; its ${every === 'MONTH' ? 'month' : 'week'} is not over.` : '',
    sheet: {
      columns: ['Day', ...measures.map((measure) => `${measure.label}${measure.kind === 'count' ? '' : `, ${unitOf(measure, book.currency)}`}`)],
      rows: history.map((point) => [
        point.asOf,
        ...measures.map((measure) => {
          const { value, exact } = measure.read(point);
          if (value === null) return null;
          return measure.kind === 'rate' ? inPercent(value, 3) : measure.kind === 'money' ? exact : Number(value.toFixed(2));
        }),
      ]),
    },
  };
}

/** Whether the period that holds this day ends on it: weeks end on Sunday. */
export function isFinished(date: string, every: Every): boolean {
  return every === 'MONTH' ? monthEnd(date) === date : new Date(`${date}T00:00:00Z`).getUTCDay() === 0;
}

/** A value in a tooltip. */
export function printPoint({ kind }: Measure, value: number | null, currency: string): string {
  if (value === null) return NONE;
  if (kind === 'rate') return percent(value, 2);
  if (kind === 'money') return `${decimal(value, 0)} ${currency}`;
  return decimal(value, kind === 'count' ? 0 : 1);
}
