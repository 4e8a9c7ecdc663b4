// What a figure means, and how it has changed since an earlier date. Pure.

import { shortDate } from '../format/date';
import type { Change } from './card';

/** A ratio that says what it means. */
export interface Defined {
  definition: { formula: string; words: string; source: string };
}

/** The words of a definition, and its formula with its source. */
export const define = ({ definition }: Defined) => [definition.words, `${definition.formula} (${definition.source})`];

/** A change since an earlier date, coloured by whether a higher value is good news for this measure. */
export function change(now: number | null, before: number | null, since: string, good: 'up' | 'down' | 'none', print: (difference: number) => string): Change | null {
  if (now === null || before === null) return null;
  const difference = now - before;
  const text = print(difference);
  const isEven = !/[1-9]/.test(text);
  if (isEven) return { text: `unchanged since ${shortDate(since)}`, tone: 'even', direction: 'even' };
  const direction = difference > 0 ? 'up' : 'down';
  return { text: `${text} since ${shortDate(since)}`, tone: good === 'none' ? 'even' : direction === good ? 'good' : 'bad', direction };
}
