// Names of the schema in plain English.

import { decimal } from './number';

const SPECIAL: Record<string, string> = {
  FOUR_TO_SEVEN_YEARS: '4 to 7 years',
  ONE_TO_FOUR_YEARS: '1 to 4 years',
  SEVEN_YEARS_OR_MORE: '7 years or more',
  UNDER_ONE_YEAR: 'Under 1 year',
  ON_TIME: 'On time',
  PAID_OFF: 'Paid off',
  CHARGED_OFF: 'Charged off',
  MANAGEMENT_OR_HIGHLY_QUALIFIED: 'Management or highly qualified',
  UNEMPLOYED_OR_UNSKILLED_NON_RESIDENT: 'Unemployed or unskilled, non-resident',
};

/** "PAID_OFF" and "paid_off" → "Paid off"; a name that is words already stays as it is. */
export function words(name: string): string {
  const known = SPECIAL[name.toUpperCase()];
  if (known) return known;
  if (!/^[A-Z0-9_]+$|^[a-z0-9_]+$/.test(name)) return name;
  const text = name.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A bucket or state of the schema: "1-29" → "1–29", "paid_off" → "Paid off". */
export const bucketWords = (name: string) => words(name).replace(/(?<=\d)-(?=\d)/, '–');

/** "1 loan", "2 loans". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${decimal(count)} ${count === 1 ? one : many}`;
}
