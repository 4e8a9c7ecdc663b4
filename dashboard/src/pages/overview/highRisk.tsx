// The customers to look at first, sorted, searched and paged by the server.

import { useState } from 'preact/hooks';
import { compact, count, decimal } from '../../format/number';
import { HighRiskDocument, type HighRiskOrder, type HighRiskQuery } from '../../gql/highRisk';
import { DataTable, type Column, type Sort } from '../../parts/dataTable';
import { copyText } from '../../parts/copy';
import { provenance, saveCsv } from '../../parts/download';
import { Failure, Nothing } from '../../parts/failure';
import { printSort, readAll, readSort } from '../../parts/list';
import { Pager, splitTrail } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { Search } from '../../parts/search';
import type { Sheet } from '../../parts/sheet';
import { useAddress } from '../../state/address';
import { request, type RequestFailure } from '../../state/request';
import { book, useAnswer } from '../../state/useAnswer';
import { toggleWork, workList } from '../../state/workList';

type Row = HighRiskQuery['portfolio']['highRisk']['nodes'][number];

const TITLE = 'High-risk customers';
const PAGE = 15;

export function HighRisk() {
  const { variables, query, set, link } = useAddress();
  const sort = readSort(query.riskOrder, KEYS, { key: 'DAYS_PAST_DUE', descending: true });
  const trail = splitTrail(query.riskPage);
  const asked = { ...variables, search: query.riskSearch ?? null, orderBy: orderOf(sort), first: PAGE, after: trail.at(-1) ?? null };
  const { data, error, isLoading, retry } = useAnswer(HighRiskDocument, asked);
  const [saving, setSaving] = useState<'no' | 'yes' | RequestFailure>('no');
  const list = data?.portfolio.highRisk;

  const save = async () => {
    setSaving('yes');
    const about = provenance(TITLE);
    const segment = query.riskSearch ? `${about.segment}; name contains: ${query.riskSearch}` : about.segment;
    try {
      const rows = await readAll(async (first, after) => (await request(HighRiskDocument, { ...asked, first, after })).portfolio.highRisk);
      saveCsv(TITLE, toSheet(rows), { ...about, segment });
      setSaving('no');
    } catch (failure) {
      setSaving(failure as RequestFailure);
    }
  };
  const tools = (
    <>
      <Search label="Search by name" value={query.riskSearch ?? ''} onSearch={(text) => set({ riskSearch: text || null, riskPage: null }, { replace: true })} />
      <button type="button" disabled={!list?.totalCount || isLoading || saving === 'yes'} onClick={save} aria-label={`Save ${TITLE} as CSV`}>{saving === 'yes' ? 'Saving…' : 'CSV'}</button>
    </>
  );
  return (
    <Panel title={TITLE} note="Lowest risk tier, with an active loan" span="span12" isLoading={isLoading} tools={tools}>
      {typeof saving === 'object' && <Failure error={saving} retry={save} />}
      {error && !data ? <Failure error={error} retry={retry} /> : list?.totalCount === 0 ? (
        <Nothing title="No customer is listed">
          <p>{query.riskSearch ? `None of them has “${query.riskSearch}” in the name.` : 'No customer of the lowest tier has an active loan in this segment.'}</p>
        </Nothing>
      ) : (
        <>
          <DataTable
            caption={TITLE} columns={list ? columns(link) : columns(link).map((column) => ({ ...column, cell: () => <span class="skeleton">loading</span> }))} rows={list?.nodes ?? SKELETON} rowKey={(row) => row.customer.id}
            sort={sort} onSort={(next) => set({ riskOrder: printSort(next), riskPage: null }, { replace: true })}
          />
          <div class="afterScroll">
            <Pager
              total={list?.totalCount} shown={list?.nodes.length ?? 0} what="customers" trail={trail} next={list?.pageInfo.hasNextPage ? list.pageInfo.endCursor : null}
              go={(next) => set({ riskPage: next.join('~') || null })}
            />
          </div>
        </>
      )}
    </Panel>
  );
}

function columns(link: ReturnType<typeof useAddress>['link']): Column<Row>[] {
  const exponent = book.value?.currencyExponent ?? 2;
  return [
    { key: 'NAME', label: 'Customer', sorts: true, cell: ({ customer }) => <a href={link('customer', { id: customer.id })}>{customer.fullName}</a> },
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
  const isOn = workList.value.some(({ id }) => id === customer.id);
  const copy = async () => {
    setCopied(await copyText(new URL(href, location.href).href));
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <span class="actions">
      <a href={href} aria-label={`Open ${customer.fullName}`}>Open</a>
      <button type="button" onClick={copy} aria-label={`Copy link to ${customer.fullName}`}>{isCopied ? 'Copied' : 'Copy link'}</button>
      <button type="button" aria-pressed={isOn} onClick={() => toggleWork({ id: customer.id, name: customer.fullName })} aria-label={`${isOn ? 'On work list' : 'Add to work list'}: ${customer.fullName}`}>
        {isOn ? 'On work list' : 'Add to work list'}
      </button>
    </span>
  );
}

const KEYS = ['NAME', 'CREDIT_SCORE', 'DAYS_PAST_DUE', 'LATE_PAYMENTS', 'MISSED_PAYMENTS', 'OUTSTANDING_BALANCE'];

const orderOf = (sort: Sort) => printSort(sort) as HighRiskOrder;

function toSheet(rows: Row[]): Sheet {
  return {
    columns: ['Customer', 'Name', 'Credit score', 'Risk tier', 'Days past due', 'Late or overdue', 'Missed', 'Outstanding'],
    rows: rows.map((row) => [
      row.customer.id, row.customer.fullName, row.customer.creditScore ?? null, row.riskTier, row.daysPastDue, row.totalLatePayments, row.totalMissedPayments, row.outstandingBalance,
    ]),
  };
}

// Rows that keep the place while the first page is on its way.
const SKELETON: Row[] = Array.from({ length: 10 }, (_, at) => ({
  customer: { id: `${at}`, fullName: '…', creditScore: null },
  riskTier: '', daysPastDue: 0, outstandingBalance: '0', totalLatePayments: 0, totalMissedPayments: 0,
}));
