// The loans of the book as a list: what it can be narrowed by.

import type { Condition } from '../../parts/conditions';
import { FACETS } from '../../state/filter';

/** The properties that the list can be narrowed by; the unit of an amount is the book's currency. */
export const conditionsIn = (currency: string | undefined): readonly Condition[] => [
  { key: 'status', label: 'Status', values: ['PENDING', 'ACTIVE', 'PAID_OFF', 'CHARGED_OFF'] },
  { key: 'loanType', label: 'Type', values: FACETS.find(({ key }) => key === 'loanType')!.values },
  { key: 'amount', label: 'Amount lent', kind: 'decimal', unit: currency },
  { key: 'interestRate', label: 'Interest rate', kind: 'percent', unit: '% a year' },
  { key: 'termMonths', label: 'Term', kind: 'whole', unit: 'months' },
  { key: 'disbursementDate', label: 'Disbursed', kind: 'date' },
];

/** The identifier that a search may mean: "loan:7" and "7" are loan:7. */
export function identifierIn(search: string): string | null {
  const number = search.match(/^(?:loan:)?(\d{1,15})$/i)?.[1];
  return number ? `loan:${number}` : null;
}
