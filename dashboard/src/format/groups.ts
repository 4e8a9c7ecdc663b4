// Properties that loans are grouped by, and the names of their groups.

import { shortMonth, month } from './date';
import { decimal } from './number';
import { words } from './words';

/** The values of `Dimension`, in the order they are offered. */
export const DIMENSIONS = [
  { id: 'RISK_TIER', label: 'Risk tier' },
  { id: 'LOAN_TYPE', label: 'Loan type' },
  { id: 'LOAN_STATUS', label: 'Loan status' },
  { id: 'AMOUNT_BAND', label: 'Amount lent' },
  { id: 'INTEREST_RATE_BAND', label: 'Interest rate' },
  { id: 'TERM_BAND', label: 'Term' },
  { id: 'AGE_BAND', label: 'Age' },
  { id: 'EMPLOYMENT_TYPE', label: 'Employment' },
  { id: 'JOB_TYPE', label: 'Job' },
  { id: 'HOUSING_STATUS', label: 'Housing' },
  { id: 'GENDER', label: 'Gender' },
  { id: 'DISBURSEMENT_YEAR', label: 'Year of disbursement' },
  { id: 'DISBURSEMENT_QUARTER', label: 'Quarter of disbursement' },
  { id: 'DISBURSEMENT_MONTH', label: 'Month of disbursement' },
] as const;

export type DimensionId = (typeof DIMENSIONS)[number]['id'];

/** The dimension of this name, or the one given. */
export function dimensionOf(id: string | undefined, otherwise: DimensionId): DimensionId {
  return DIMENSIONS.find((dimension) => dimension.id === id)?.id ?? otherwise;
}

export const dimensionLabel = (id: DimensionId) => DIMENSIONS.find((dimension) => dimension.id === id)!.label;

/** In a sentence: "risk tier". */
export const dimensionWords = (id: DimensionId) => dimensionLabel(id).toLowerCase();

/** Whether the groups are times, one after the other. */
export const isTime = (id: DimensionId) => id.startsWith('DISBURSEMENT_');

// A group is named as the book stores it; the names of the filter differ for these.
const CODES: Record<string, string> = {
  'Employed under 1 year': 'UNDER_ONE_YEAR',
  'Employed 1-4 years': 'ONE_TO_FOUR_YEARS',
  'Employed 4-7 years': 'FOUR_TO_SEVEN_YEARS',
  'Employed 7+ years': 'SEVEN_YEARS_OR_MORE',
  'Unemployed or Unskilled (Non-resident)': 'UNEMPLOYED_OR_UNSKILLED_NON_RESIDENT',
  'Management / Highly Qualified': 'MANAGEMENT_OR_HIGHLY_QUALIFIED',
};

/** The group's name as a value of the schema: "Paid Off" → "PAID_OFF". */
export const codeOf = (key: string) => CODES[key] ?? key.toUpperCase().replaceAll(' ', '_');

const NOT_KNOWN = 'Not known';

/** A name in lines of about so many letters: an axis cuts what is longer. */
export function wrap(name: string, width = 22): string[] {
  const lines: string[] = [];
  for (const word of name.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Every period from the first to the last, those without a loan too. */
export function periodsBetween(dimension: DimensionId, first: string, last: string): string[] {
  const parts = { DISBURSEMENT_QUARTER: 4, DISBURSEMENT_MONTH: 12 }[dimension as string] ?? 1;
  const print = (at: number) => {
    const year = String(Math.floor(at / parts)).padStart(4, '0');
    const part = (at % parts) + 1;
    return parts === 1 ? year : parts === 4 ? `${year}-Q${part}` : `${year}-${String(part).padStart(2, '0')}`;
  };
  const read = (key: string) => Number(key.slice(0, 4)) * parts + (parts === 1 ? 0 : Number(key.replace('Q', '').slice(5)) - 1);
  const from = read(first);
  return Array.from({ length: Math.max(0, read(last) - from + 1) }, (_, at) => print(from + at));
}

/** The name of a group as it is shown; `isShort` for axes and column heads. */
export function groupName(dimension: DimensionId, key: string | null, isShort = false): string {
  if (key === null) return NOT_KNOWN;
  switch (dimension) {
    case 'RISK_TIER':
      return key;
    case 'DISBURSEMENT_YEAR':
      return key;
    case 'DISBURSEMENT_QUARTER': {
      const [year = '', quarter = ''] = key.split('-');
      return `${quarter} ${isShort ? year.slice(2) : year}`;
    }
    case 'DISBURSEMENT_MONTH':
      return (isShort ? shortMonth : month)(`${key}-01`);
    case 'AGE_BAND':
    case 'AMOUNT_BAND':
    case 'INTEREST_RATE_BAND':
    case 'TERM_BAND': {
      const text = dimension === 'AMOUNT_BAND' ? key.replace(/\d+/g, (digits) => decimal(digits)) : key;
      return text.charAt(0).toUpperCase() + text.slice(1);
    }
    default:
      return words(codeOf(key));
  }
}
