// The customers of the book as a list: what it can be narrowed by, and what its file holds.

import { words } from '../../format/words';
import type { CustomersQuery } from '../../gql/customers';
import type { Condition } from '../../parts/conditions';
import type { Sheet } from '../../parts/sheet';
import { FACETS } from '../../state/filter';

export type CustomerRow = CustomersQuery['customers']['nodes'][number];

const valuesOf = (name: string) => FACETS.find(({ key }) => key === name)!.values;

/** The properties that the list can be narrowed by; the unit of an amount is the book's currency. */
export const conditionsIn = (currency: string | undefined, seesAges: boolean): readonly Condition[] => [
  { key: 'employmentType', label: 'Employment', values: valuesOf('employmentType') },
  { key: 'jobType', label: 'Job', values: valuesOf('jobType') },
  { key: 'housingStatus', label: 'Housing', values: valuesOf('housingStatus') },
  { key: 'gender', label: 'Gender', values: valuesOf('gender') },
  { key: 'creditScore', label: 'Credit score', kind: 'whole' },
  { key: 'income', label: 'Yearly income', kind: 'decimal', unit: currency },
  ...(seesAges ? [{ key: 'age', label: 'Age', kind: 'whole' } as const] : []),
];

const named = (value: string | null) => (value === null ? null : words(value));

/** The list as a file, with every stored property. */
export function toSheet(rows: readonly CustomerRow[], currency: string): Sheet {
  return {
    columns: ['Customer', 'External id', 'Name', 'Credit score', 'Risk tier', `Yearly income, ${currency}`, 'Age', 'Gender', 'Employment', 'Job', 'Housing', 'Signed up'],
    rows: rows.map((row) => [
      row.id, row.externalId, row.fullName, row.creditScore, row.riskTier, row.income, row.age, named(row.gender), named(row.employmentType), named(row.jobType), named(row.housingStatus), row.accountCreatedDate,
    ]),
  };
}
