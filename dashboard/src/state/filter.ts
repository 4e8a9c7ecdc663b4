// The segment: which loans all pages are about. Written in the address, sent as a PortfolioFilter.

import type { PortfolioFilter } from '../gql/overview';
import { isDate, mediumDate } from '../format/date';
import { words } from '../format/words';

/** A property with a few values. */
export interface Facet {
  key: 'loanType' | 'status' | 'riskTier' | 'employmentType' | 'jobType' | 'housingStatus' | 'gender';
  label: string;
  values: readonly string[];
}

/** A property with an order. */
export interface Range {
  key: 'amount' | 'interestRate' | 'termMonths' | 'disbursementDate' | 'creditScore' | 'age';
  label: string;
  kind: 'whole' | 'decimal' | 'percent' | 'date';
}

export const FACETS: readonly Facet[] = [
  { key: 'loanType', label: 'Loan type', values: ['AUTO', 'BUSINESS', 'CONSUMER', 'EDUCATION', 'PERSONAL'] },
  { key: 'status', label: 'Loan status', values: ['ACTIVE', 'PAID_OFF', 'CHARGED_OFF'] },
  { key: 'riskTier', label: 'Risk tier', values: ['Prime', 'Standard', 'Near Prime', 'Subprime', 'High Risk'] },
  {
    key: 'employmentType',
    label: 'Employment',
    values: ['UNEMPLOYED', 'UNDER_ONE_YEAR', 'ONE_TO_FOUR_YEARS', 'FOUR_TO_SEVEN_YEARS', 'SEVEN_YEARS_OR_MORE'],
  },
  {
    key: 'jobType',
    label: 'Job',
    values: ['UNEMPLOYED_OR_UNSKILLED_NON_RESIDENT', 'UNSKILLED', 'SKILLED', 'MANAGEMENT_OR_HIGHLY_QUALIFIED'],
  },
  { key: 'housingStatus', label: 'Housing', values: ['OWN', 'RENT', 'FREE'] },
  { key: 'gender', label: 'Gender', values: ['FEMALE', 'MALE'] },
];

export const RANGES: readonly Range[] = [
  { key: 'amount', label: 'Amount lent', kind: 'decimal' },
  { key: 'interestRate', label: 'Interest rate', kind: 'percent' },
  { key: 'termMonths', label: 'Term in months', kind: 'whole' },
  { key: 'disbursementDate', label: 'Disbursed', kind: 'date' },
  { key: 'creditScore', label: 'Credit score', kind: 'whole' },
  { key: 'age', label: 'Age', kind: 'whole' },
];

/** Values by facet, and ends by range: either end may be empty. */
export type Filter = Partial<Record<Facet['key'], string[]>> & Partial<Record<Range['key'], [string, string]>>;

/** Names of the parameters of the address that are the filter. */
export const FILTER_KEYS: readonly string[] = [...FACETS, ...RANGES].map(({ key }) => key);

/** Whether the text may be an end of the range. */
export const isEnd = (range: Pick<Range, 'kind'>, text: string) =>
  text === '' || (range.kind === 'date' ? isDate(text) : range.kind === 'whole' ? /^\d{1,9}$/.test(text) : /^\d{1,12}(\.\d{1,6})?$/.test(text));

/** The filter in an address; what it does not know it leaves out. */
export function parseFilter(query: Record<string, string>): Filter {
  const filter: Filter = {};
  for (const facet of FACETS) {
    const values = (query[facet.key] ?? '').split(',').filter((value) => facet.values.includes(value));
    if (values.length > 0) filter[facet.key] = values;
  }
  for (const range of RANGES) {
    const [from, to = ''] = (query[range.key] ?? '').split('..');
    if (from === undefined || (from === '' && to === '')) continue;
    if (isEnd(range, from) && isEnd(range, to)) filter[range.key] = [from, to];
  }
  return filter;
}

/** The filter as parameters of an address. */
export function printFilter(filter: Filter): Record<string, string> {
  const query: Record<string, string> = {};
  for (const { key } of FACETS) if (filter[key]?.length) query[key] = filter[key].join(',');
  for (const { key } of RANGES) if (filter[key]) query[key] = filter[key].join('..');
  return query;
}

/** The filter as the schema takes it. */
export function toPortfolioFilter(filter: Filter): PortfolioFilter | null {
  const conditions: Record<string, unknown> = {};
  for (const { key } of FACETS) {
    if (!filter[key]?.length) continue;
    conditions[key] = key === 'riskTier' ? filter[key] : { in: filter[key] };
  }
  for (const { key, kind } of RANGES) {
    if (!filter[key]) continue;
    const [from, to] = filter[key].map((end) => (end === '' ? undefined : value(kind, end)));
    conditions[key] = { gte: from, lte: to };
  }
  return Object.keys(conditions).length > 0 ? (conditions as PortfolioFilter) : null;
}

// A rate is typed in percent and stored as a fraction: moved by its digits, not through a float.
export function value(kind: Range['kind'], text: string): string | number {
  if (kind === 'whole') return Number(text);
  if (kind !== 'percent') return text;
  const [whole = '0', fraction = ''] = text.split('.');
  const digits = whole.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}${fraction}`;
}

/** What a chip says: "Loan type: Auto, Business". */
export function describe(filter: Filter): { key: string; text: string }[] {
  const facets = FACETS.filter(({ key }) => filter[key]?.length).map(({ key, label }) => ({
    key: key as string,
    text: `${label}: ${filter[key]!.map(words).join(', ')}`,
  }));
  const ranges = RANGES.filter(({ key }) => filter[key]).map(({ key, label, kind }) => {
    return { key: key as string, text: `${label}: ${rangeInWords(kind, filter[key]!)}` };
  });
  return [...facets, ...ranges];
}

/** "1000 to 2500", "from 3.85 %", "up to 31 Mar 2024". */
export function rangeInWords(kind: Range['kind'], ends: readonly string[]): string {
  const [from, to] = ends.map((end) => (end && kind === 'date' ? mediumDate(end) : end && kind === 'percent' ? `${end} %` : end));
  if (from && to) return from === to ? from : `${from} to ${to}`;
  return from ? `from ${from}` : `up to ${to}`;
}
