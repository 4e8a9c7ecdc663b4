// Good payers who did not pay their latest instalment on time: whom to call before it is a habit.

import { mediumDate } from '../../format/date';
import { count, percent } from '../../format/number';
import { SlippingDocument, type CustomerOrder, type SlippingQuery } from '../../gql/slipping';
import { DataTable, type Column } from '../../parts/dataTable';
import { Failure, Nothing } from '../../parts/failure';
import { useListFile } from '../../parts/listFile';
import { Pager } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import type { Sheet } from '../../parts/sheet';
import { useList } from '../../parts/useList';
import { WorkButton } from '../../parts/workButton';
import { useAddress, type Address } from '../../state/address';
import { nameColumn, nameOf } from '../../state/me';
import { request } from '../../state/request';
import { book, useAnswer } from '../../state/useAnswer';

type Row = SlippingQuery['portfolio']['slippingCustomers']['customers']['nodes'][number];

const TITLE = 'Slipping customers';
const PAGE = 10;
const ORDERS = ['NAME', 'CREDIT_SCORE', 'INCOME', 'ACCOUNT_CREATED_DATE'];

export function Slipping() {
  const { variables, link } = useAddress();
  const list = useList(ORDERS, { key: 'CREDIT_SCORE', descending: false });
  const asked = { ...variables, orderBy: list.order as CustomerOrder };
  const { data, error, isLoading, retry } = useAnswer(SlippingDocument, { ...asked, first: PAGE, after: list.trail.at(-1) ?? null });
  const slipping = data?.portfolio.slippingCustomers;
  const customers = slipping?.customers;
  const file = useListFile({
    title: TITLE, toSheet, isReady: Boolean(customers?.totalCount) && !isLoading,
    ask: async (first, after) => (await request(SlippingDocument, { ...asked, first, after })).portfolio.slippingCustomers.customers,
  });
  const rate = slipping?.rate;
  const note = rate
    ? <span title={`${rate.definition.words} ${rate.definition.formula}`}>Latest instalment not on time after three in a row that were: {percent(rate.value)}, {count(rate.numerator)} of {count(rate.denominator)} customers with four instalments or more</span>
    : 'Latest instalment not on time after three in a row that were';
  return (
    <Panel title={TITLE} note={note} span="span8" isLoading={isLoading} tools={file.button}>
      {file.failure}
      {error && !data ? <Failure error={error} retry={retry} /> : customers?.totalCount === 0 ? (
        <Nothing title="Nobody is slipping"><p>{rate?.denominator === '0' ? 'No customer of this segment has had four instalments by this date.' : 'No customer of this segment was late after three instalments on time.'}</p></Nothing>
      ) : (
        <>
          <DataTable caption={TITLE} columns={columns(link)} rows={customers?.nodes} places={PAGE} rowKey={({ id }) => id} sort={list.sort} onSort={list.onSort} />
          <div class="afterScroll"><Pager page={customers} what="customers" trail={list.trail} go={list.onPage} /></div>
        </>
      )}
    </Panel>
  );
}

function toSheet(rows: Row[]): Sheet {
  return {
    columns: ['Customer', 'External id', 'Name', 'Credit score', 'Risk tier', `Yearly income, ${book.value?.currency ?? ''}`, 'Signed up'],
    rows: rows.map((row) => [row.id, row.externalId, row.fullName, row.creditScore, row.riskTier, row.income, row.accountCreatedDate]),
  };
}

function columns(link: Address['link']): Column<Row>[] {
  return [
    { key: 'NAME', label: 'Customer', ...nameColumn(), cell: (row) => <a href={link('customer', { id: row.id })}>{nameOf(row)}</a> },
    { key: 'CREDIT_SCORE', label: 'Credit score', isNumber: true, sorts: true, cell: (row) => (row.creditScore === null ? undefined : count(row.creditScore)) },
    { key: 'tier', label: 'Risk tier', title: 'By credit score', cell: (row) => row.riskTier ?? undefined },
    { key: 'ACCOUNT_CREATED_DATE', label: 'Signed up', isNumber: true, sorts: true, cell: (row) => mediumDate(row.accountCreatedDate) },
    { key: 'actions', label: 'Work list', cell: (row) => <span class="actions"><WorkButton item={{ id: row.id, name: nameOf(row) }} /></span> },
  ];
}
