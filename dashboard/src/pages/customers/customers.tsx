// All customers of the book, narrowed by what is stored of them.

import { useMemo } from 'preact/hooks';
import { mediumDate } from '../../format/date';
import { count, decimal } from '../../format/number';
import { words } from '../../format/words';
import { CustomerFacetsDocument } from '../../gql/customerFacets';
import { CustomersDocument, type CustomerFilter, type CustomerOrder } from '../../gql/customers';
import { toConditions } from '../../parts/conditions';
import { DataTable, type Column } from '../../parts/dataTable';
import { PAGE } from '../../parts/list';
import { RecordList } from '../../parts/recordList';
import { useConditions } from '../../parts/useConditions';
import { useList } from '../../parts/useList';
import { useMe } from '../../frame/useMe';
import { useAddress, type Address } from '../../state/address';
import { nameColumn, nameOf } from '../../state/me';
import { request } from '../../state/request';
import { book, useAnswer } from '../../state/useAnswer';
import { conditionsIn, toSheet, type CustomerRow } from './customersShape';
import { WorkPanel } from './workPanel';

const ORDERS = ['CREDIT_SCORE', 'INCOME', 'ACCOUNT_CREATED_DATE'];

export default function Customers() {
  const { link } = useAddress();
  const me = useMe();
  const seesNames = me?.seesNames !== false;
  const seesAges = me?.role !== 'VIEWER';
  const conditions = useConditions(useMemo(() => conditionsIn(book.value?.currency, seesAges), [book.value, seesAges]));
  const list = useList(seesNames ? ['NAME', ...ORDERS] : ORDERS, { key: seesNames ? 'NAME' : 'CREDIT_SCORE', descending: false });
  const named = seesNames && list.search ? { nameContains: list.search } : {};
  const asked = { filter: { ...toConditions(conditions.known, conditions.chosen), ...named } as CustomerFilter, orderBy: list.order as CustomerOrder };
  const { data, ...state } = useAnswer(CustomersDocument, me && { ...asked, first: PAGE, after: list.trail.at(-1) ?? null });
  return (
    <>
      <div class="pageHead">
        <h1>Customers</h1>
        {data && <span class="meta">{count(data.customers.totalCount)} of this book{Object.keys(asked.filter).length > 0 ? ' that meet the conditions' : ''}</span>}
      </div>
      <p class="listNote">
        Customers and what is stored of them have no history: the list is the same at every as-of date. The segment above is about loans and does not narrow it; the conditions here do.
      </p>
      <WorkPanel />
      <RecordList
        title="All customers" what="customers" searchLabel={seesNames ? 'Search by name' : null} isKnown={me !== null} conditions={conditions} list={list} named={named} facets={CustomerFacetsDocument}
        table={(rows) => <DataTable caption="All customers" columns={columns(link)} rows={rows} places={PAGE} rowKey={({ id }) => id} sort={list.sort} onSort={list.onSort} />}
        answer={{ page: data?.customers, ...state }}
        ask={async (first, after) => (await request(CustomersDocument, { ...asked, first, after })).customers}
        toSheet={(rows) => toSheet(rows, book.value?.currency ?? '')}
        nothing={<p>{named.nameContains ? `Nobody who meets them has “${list.search}” in the name.` : 'Take out a condition to see more.'}</p>}
      />
    </>
  );
}

function columns(link: Address['link']): Column<CustomerRow>[] {
  return [
    { key: 'NAME', label: 'Customer', ...nameColumn(), cell: (row) => <a href={link('customer', { id: row.id })} title={`External id ${row.externalId}`}>{nameOf(row)}</a> },
    { key: 'CREDIT_SCORE', label: 'Credit score', isNumber: true, sorts: true, cell: (row) => (row.creditScore === null ? undefined : count(row.creditScore)) },
    { key: 'tier', label: 'Risk tier', title: 'By credit score', cell: (row) => row.riskTier ?? undefined },
    { key: 'INCOME', label: `Yearly income${book.value ? `, ${book.value.currency}` : ''}`, isNumber: true, sorts: true, cell: (row) => (row.income === null ? undefined : decimal(row.income, book.value?.currencyExponent ?? 2)) },
    { key: 'age', label: 'Age', isNumber: true, cell: (row) => (row.age === null ? undefined : count(row.age)) },
    { key: 'employment', label: 'Employment', cell: (row) => (row.employmentType ? words(row.employmentType) : undefined) },
    { key: 'housing', label: 'Housing', cell: (row) => (row.housingStatus ? words(row.housingStatus) : undefined) },
    { key: 'ACCOUNT_CREATED_DATE', label: 'Signed up', isNumber: true, sorts: true, cell: (row) => mediumDate(row.accountCreatedDate) },
  ];
}
