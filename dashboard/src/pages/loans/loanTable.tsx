// Loans as a table: its columns, its order and its file are the same on every page that lists loans.

import { mediumDate } from '../../format/date';
import { count, decimal, percent } from '../../format/number';
import { words } from '../../format/words';
import type { LoanRowFragment } from '../../gql/behind';
import { DataTable, type Column, type Sort } from '../../parts/dataTable';
import { PAGE } from '../../parts/list';
import type { Sheet } from '../../parts/sheet';
import { useAddress } from '../../state/address';
import { nameColumn, nameOf } from '../../state/me';
import { book } from '../../state/useAnswer';

export type LoanRow = LoanRowFragment;

/** What they can be ordered by, as the schema names it. */
export const LOAN_ORDERS = ['ID', 'AMOUNT', 'INTEREST_RATE', 'DISBURSEMENT_DATE'];

interface Props {
  caption: string;
  /** Nothing while the first page is on its way. */
  rows: readonly LoanRow[] | undefined;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

export function LoanTable({ caption, rows, sort, onSort }: Props) {
  const { link } = useAddress();
  return <DataTable caption={caption} columns={columns(link)} rows={rows} places={PAGE} rowKey={(row) => row.id} sort={sort} onSort={onSort} />;
}

/** The rows as a file holds them. */
export function toLoanSheet(rows: readonly LoanRow[]): Sheet {
  const currency = book.value ? `, ${book.value.currency}` : '';
  return {
    columns: [
      'Loan', 'External id', 'Customer', 'Name', 'Type', 'Status', `Amount${currency}`, 'Interest rate', 'Term, months',
      'Disbursed', `Monthly instalment${currency}`, 'Credit score', 'Risk tier',
    ],
    rows: rows.map((row) => [
      row.id, row.externalId, row.customer?.id ?? null, row.customer?.fullName ?? null, words(row.loanType), words(row.status), row.amount, row.interestRate,
      row.termMonths, row.disbursementDate ?? null, row.monthlyInstallment, row.customer?.creditScore ?? null, row.customer?.riskTier ?? null,
    ]),
  };
}

const STATUS: Record<LoanRow['status'], { colour: string; shape: string }> = {
  ACTIVE: { colour: '--accent', shape: '' },
  PAID_OFF: { colour: '--on-time', shape: 'square' },
  CHARGED_OFF: { colour: '--missed', shape: 'diamond' },
  PENDING: { colour: '--line-strong', shape: 'ring' },
};

/** A loan's status: a word with a colour and a shape of its own. */
export function LoanStatusBadge({ status }: { status: LoanRow['status'] }) {
  const { colour, shape } = STATUS[status];
  return <span class={`badge ${shape}`} style={{ '--mark': `var(${colour})` }}>{words(status)}</span>;
}

function columns(link: ReturnType<typeof useAddress>['link']): Column<LoanRow>[] {
  const exponent = book.value?.currencyExponent ?? 2;
  const currency = book.value ? `, ${book.value.currency}` : '';
  return [
    { key: 'ID', label: 'Loan', sorts: true, cell: (row) => <a href={link('loan', { id: row.id })} title={`External id ${row.externalId}`}>{row.id}</a> },
    { key: 'customer', label: 'Customer', title: nameColumn().title, cell: ({ customer }) => customer ? <a href={link('customer', { id: customer.id })}>{nameOf(customer)}</a> : undefined },
    { key: 'type', label: 'Type', cell: (row) => words(row.loanType) },
    { key: 'status', label: 'Status', title: 'At the book’s reporting date', cell: (row) => <LoanStatusBadge status={row.status} /> },
    { key: 'AMOUNT', label: `Amount${currency}`, isNumber: true, sorts: true, title: 'Amount lent', cell: (row) => decimal(row.amount, exponent) },
    { key: 'INTEREST_RATE', label: 'Rate', isNumber: true, sorts: true, title: 'Nominal yearly rate', cell: (row) => percent(row.interestRate, 2) },
    { key: 'term', label: 'Term, months', isNumber: true, cell: (row) => count(row.termMonths) },
    {
      key: 'DISBURSEMENT_DATE', label: 'Disbursed', sorts: true,
      cell: (row) => row.disbursementDate ? mediumDate(row.disbursementDate) : <span class="nothing" title="not paid out yet">–</span>,
    },
    { key: 'instalment', label: `Instalment${currency}`, isNumber: true, title: 'Agreed monthly payment', cell: (row) => decimal(row.monthlyInstallment, exponent) },
    { key: 'score', label: 'Score', isNumber: true, title: 'Credit score', cell: ({ customer }) => (customer?.creditScore ?? undefined) && count(customer?.creditScore) },
    { key: 'tier', label: 'Risk tier', title: 'By credit score', cell: ({ customer }) => customer?.riskTier ?? undefined },
  ];
}
