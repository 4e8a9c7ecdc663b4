// The conditions of a list of records: kept in the address under names of their own, apart from the segment.

import { words } from '../format/words';
import { isEnd, rangeInWords, value, type Range } from '../state/filter';

/** A property with a few values, or with an order. */
export type Condition =
  | { key: string; label: string; values: readonly string[] }
  | { key: string; label: string; kind: Range['kind']; unit?: string };

/** What is chosen: some values, or both ends of a range, either of which may be empty. */
export type Chosen = Record<string, string[]>;

type Query = Record<string, string | null | undefined>;

/** Parameters of the segment have the bare names. */
const inAddress = (key: string) => `with.${key}`;

export const isChoice = (condition: Condition): condition is Extract<Condition, { values: readonly string[] }> => 'values' in condition;

/** The conditions in an address; what the list does not know it leaves out. */
export function readConditions(known: readonly Condition[], query: Query): Chosen {
  const chosen: Chosen = {};
  for (const condition of known) {
    const text = query[inAddress(condition.key)] ?? '';
    if (isChoice(condition)) {
      const values = text.split(',').filter((name) => condition.values.includes(name));
      if (values.length > 0) chosen[condition.key] = values;
    } else {
      const [from = '', to = ''] = text.split('..');
      if ((from || to) && isEnd(condition, from) && isEnd(condition, to)) chosen[condition.key] = [from, to];
    }
  }
  return chosen;
}

/** One condition as a change of the address; nothing chosen takes it out. */
export function printCondition(condition: Condition, chosen: readonly string[]): Query {
  const text = chosen.join(isChoice(condition) ? ',' : '..');
  return { [inAddress(condition.key)]: /^(\.\.)?$/.test(text) ? null : text };
}

/** The conditions as the schema takes them; without that on one property where its values are to be counted. */
export function toConditions(known: readonly Condition[], chosen: Chosen, without?: string): Record<string, unknown> {
  const filter: Record<string, unknown> = {};
  for (const condition of known) {
    const { key } = condition;
    const parts = chosen[key];
    if (!parts || key === without) continue;
    if (isChoice(condition)) {
      filter[key] = { in: parts };
    } else {
      const [gte, lte] = parts.map((end) => (end ? value(condition.kind, end) : undefined));
      filter[key] = { gte, lte };
    }
  }
  return filter;
}

/** For each value of each choice: the filter that counts it, given all other conditions. */
export function toFacetFilters(known: readonly Condition[], chosen: Chosen, always: Record<string, unknown>): Record<string, Record<string, unknown>> {
  const choices = known.filter(isChoice);
  return Object.fromEntries(choices.flatMap(({ key, values }) => {
    const others = { ...toConditions(known, chosen, key), ...always };
    return values.map((name) => [name, { ...others, [key]: { eq: name } }]);
  }));
}

/** What a chip says: "Income: from 20000". */
export function describeConditions(known: readonly Condition[], chosen: Chosen): { condition: Condition; text: string }[] {
  return known.flatMap((condition): { condition: Condition; text: string }[] => {
    const parts = chosen[condition.key];
    if (!parts) return [];
    if (isChoice(condition)) return [{ condition, text: `${condition.label}: ${parts.map(words).join(', ')}` }];
    return [{ condition, text: `${condition.label}: ${rangeInWords(condition.kind, parts)}` }];
  });
}
