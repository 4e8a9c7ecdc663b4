// The customers to look at first, sorted, searched and paged by the server.

import { useState } from 'preact/hooks';
import { compact, count, decimal } from '../../format/number';
import { HighRiskDocument, type HighRiskOrder, type HighRiskQuery } from '../../gql/highRisk';
import { DataTable, type Column } from '../../parts/dataTable';
import { copyText } from '../../parts/copy';
import { Failure, Nothing } from '../../parts/failure';
import { useListFile } from '../../parts/listFile';
import { Pager } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { Search } from '../../parts/search';
import type { Sheet } from '../../parts/sheet';
import { useList } from '../../parts/useList';
import { WorkButton } from '../../parts/workButton';
import { useAddress, type Link } from '../../state/address';
import { me, nameColumn, nameOf } from '../../state/me';
import { request } from '../../state/request';
import { book, useAnswer } from '../../state/useAnswer';

type Row = HighRiskQuery['portfolio']['highRisk']['nodes'][number];

const TITLE = 'High-risk customers';
const PAGE = 15;
const ORDERS = ['NAME', 'CREDIT_SCORE', 'DAYS_PAST_DUE', 'LATE_PAYMENTS', 'MISSED_PAYMENTS', 'OUTSTANDING_BALANCE'];

export function HighRisk() {
  const { variables, link } = useAddress();
  const list = useList(ORDERS, { key: 'DAYS_PAST_DUE', descending: true });
  const seesNames = me.value?.seesNames !== false;
  const asked = { ...variables, search: (seesNames && list.search) || null, orderBy: list.order as HighRiskOrder };
  const { data, error, isLoading, retry } = useAnswer(HighRiskDocument, { ...asked, first: PAGE, after: list.trail.at(-1) ?? null });
  const page = data?.portfolio.highRisk;
  const file = useListFile({
    title: TITLE, toSheet, isReady: Boolean(page?.totalCount) && !isLoading,
    ask: async (first, after) => (await request(HighRiskDocument, { ...asked, first, after })).portfolio.highRisk,
    about: (segment) => (list.search ? { segment: `${segment}; name contains: ${list.search}` } : {}),
  });
  const tools = <>{seesNames && <Search label="Search by name" value={list.search} onSearch={list.onSearch} />}{file.button}</>;
  return (
    <Panel title={TITLE} note="Lowest risk tier, with an active loan" span="span12" isLoading={isLoading} tools={tools}>
      {file.failure}
      {error && !data ? <Failure error={error} retry={retry} /> : page?.totalCount === 0 ? (
        <Nothing title="No customer is listed">
          <p>{list.search ? `None of them has “${list.search}” in the name.` : 'No customer of the lowest tier has an active loan in this segment.'}</p>
        </Nothing>
      ) : (
        <>
          <DataTable caption={TITLE} columns={columns(link)} rows={page?.nodes} places={PAGE} rowKey={(row) => row.customer.id} sort={list.sort} onSort={list.onSort} />
          <div class="afterScroll"><Pager page={page} what="customers" trail={list.trail} go={list.onPage} /></div>
        </>
      )}
    </Panel>
  );
}

function columns(link: Link): Column<Row>[] {
  const exponent = book.value?.currencyExponent ?? 2;
  return [
    { key: 'NAME', label: 'Customer', ...nameColumn(), cell: ({ customer }) => <a href={link('customer', { id: customer.id })}>{nameOf(customer)}</a> },
    { key: 'CREDIT_SCORE', label: 'Credit score', isNumber: true, sorts: true, cell: ({ customer }) => (customer.creditScore ?? undefined) && count(customer.creditScore) },
    { key: 'DAYS_PAST_DUE', label: 'Days past due', isNumber: true, sorts: true, title: 'Since the oldest open instalment fell due', cell: (row) => count(row.daysPastDue) },
    { key: 'LATE_PAYMENTS', label: 'Late or overdue', isNumber: true, sorts: true, title: 'Instalments of all loans', cell: (row) => count(row.totalLatePayments) },
    { key: 'MISSED_PAYMENTS', label: 'Missed', isNumber: true, sorts: true, title: 'Instalments of all loans not settled within 60 days', cell: (row) => count(row.totalMissedPayments) },
    {
      key: 'OUTSTANDING_BALANCE', label: `Outstanding${book.value ? `, ${book.value.currency}` : ''}`, isNumber: true, sorts: true,
      cell: (row) => <span title={compact(row.outstandingBalance)}>{decimal(row.outstandingBalance, exponent)}</span>,
    },
    { key: 'actions', label: '', cell: (row) => <Actions row={row} href={link('customer', { id: row.customer.id })} /> },
  ];
}

function Actions({ row: { customer }, href }: { row: Row; href: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(await copyText(new URL(href, location.href).href));
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <span class="actions">
      <a href={href} aria-label={`Open ${nameOf(customer)}`}>Open</a>
      <button type="button" onClick={copy} aria-label={`Copy link to ${nameOf(customer)}`}>{isCopied ? 'Copied' : 'Copy link'}</button>
      <WorkButton item={{ id: customer.id, name: nameOf(customer) }} />
    </span>
  );
}

function toSheet(rows: Row[]): Sheet {
  return {
    columns: ['Customer', 'Name', 'Credit score', 'Risk tier', 'Days past due', 'Late or overdue', 'Missed', 'Outstanding'],
    rows: rows.map((row) => [
      row.customer.id, row.customer.fullName, row.customer.creditScore ?? null, row.riskTier, row.daysPastDue, row.totalLatePayments, row.totalMissedPayments, row.outstandingBalance,
    ]),
  };
}
