// What is known of each loan as a number: its name, unit and digits.

import { compact, count, decimal, NONE } from '../../format/number';
import type { Variable } from '../../gql/explore';

interface About {
  id: Variable;
  label: string;
  /** Empty: the book's currency. */
  unit: string;
  decimals: number;
  /** A rate comes as a fraction and is shown in percent. */
  factor?: number;
}

export const VARIABLES: readonly About[] = [
  { id: 'CREDIT_SCORE', label: 'Credit score', unit: 'points', decimals: 0 },
  { id: 'AGE', label: 'Age', unit: 'years', decimals: 0 },
  { id: 'INCOME', label: 'Yearly income', unit: '', decimals: 0 },
  { id: 'AMOUNT', label: 'Amount lent', unit: '', decimals: 0 },
  { id: 'INTEREST_RATE', label: 'Interest rate', unit: '%', decimals: 2, factor: 100 },
  { id: 'TERM_MONTHS', label: 'Term', unit: 'months', decimals: 0 },
  { id: 'MONTHLY_INSTALLMENT', label: 'Monthly instalment', unit: '', decimals: 0 },
  { id: 'OUTSTANDING_PRINCIPAL', label: 'Outstanding principal', unit: '', decimals: 0 },
  { id: 'DAYS_PAST_DUE', label: 'Days past due', unit: 'days', decimals: 0 },
];

export const ALL: Variable[] = VARIABLES.map(({ id }) => id);

/** The variable of this name, or the one given. */
export function variableOf(id: string | undefined, otherwise: Variable): About {
  return VARIABLES.find((variable) => variable.id === id) ?? VARIABLES.find((variable) => variable.id === otherwise)!;
}

export const unitFor = ({ unit }: About, currency: string) => unit || currency;

/** "Credit score, points": for axes. */
export const axisTitle = (variable: About, currency: string) => `${variable.label}, ${unitFor(variable, currency)}`;

/** The value in the unit that is shown. */
export const scaled = ({ factor = 1 }: About, value: number) => value * factor;

/** A value that was observed, with its unit; one that was computed has a digit more. */
export function printValue(variable: About, value: number | null, currency: string, extra = 0): string {
  if (value === null) return NONE;
  return `${decimal(scaled(variable, value), variable.decimals + extra)} ${unitFor(variable, currency)}`;
}

/** A tick of an axis; the value is in the unit already. */
export function printTick({ unit }: About, value: number): string {
  if (unit === '%') return decimal(value, Number.isInteger(value) ? 0 : 1);
  return Math.abs(value) >= 10_000 ? compact(value) : count(value);
}

/** The value for a table or a file: in its unit, without the noise of floating point. */
export function plain(variable: About, value: number | null, extra = 0): number | null {
  return value === null ? null : Number(scaled(variable, value).toFixed(variable.decimals + extra));
}

export type { About as VariableAbout };
