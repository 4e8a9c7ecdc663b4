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

export const NOT_KNOWN = 'Not known';

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
