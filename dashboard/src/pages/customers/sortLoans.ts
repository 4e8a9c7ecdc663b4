// The loans of one customer in the order asked for: all of them are here, so no request is needed.

import type { LoanRowFragment } from '../../gql/customer';
import type { Sort } from '../../parts/dataTable';

const READ: Record<string, (row: LoanRowFragment) => number | null> = {
  ID: ({ id }) => Number(id.split(':')[1]),
  AMOUNT: ({ amount }) => Number(amount),
  INTEREST_RATE: ({ interestRate }) => Number(interestRate),
  DISBURSEMENT_DATE: ({ disbursementDate }) => (disbursementDate === null ? null : Date.parse(disbursementDate)),
};

/** The rows in the order; unknown values come last both ways. */
export function sortLoans(rows: readonly LoanRowFragment[], { key, descending }: Sort): LoanRowFragment[] {
  const read = READ[key] ?? READ.ID!;
  return rows.toSorted((one, other) => {
    const [first, second] = [read(one), read(other)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return descending ? second - first : first - second;
  });
}
