// The customers to look at first, sorted, searched and paged by the server.

import { useState } from 'preact/hooks';
import { compact, count, decimal } from '../../format/number';
import { HighRiskDocument, type HighRiskOrder, type HighRiskQuery, type HighRiskQueryVariables } from '../../gql/highRisk';
import { DataTable, type Column, type Sort } from '../../parts/dataTable';
import { saveCsv } from '../../parts/download';
import { Failure, Nothing } from '../../parts/failure';
import { Pager, splitTrail } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { Search } from '../../parts/search';
import type { Sheet } from '../../parts/sheet';
import { useAddress } from '../../state/address';
import { request } from '../../state/request';
import { book, useAnswer } from '../../state/useAnswer';
import { toggleWork, workList } from '../../state/workList';

type Row = HighRiskQuery['portfolio']['highRisk']['nodes'][number];

const TITLE = 'High-risk customers';
const PAGE = 15;
/** Rows of one request of an export, and of a whole one. */
const EXPORT_PAGE = 500;
const EXPORT_LIMIT = 50_000;

export function HighRisk() {
  const { variables, query, set, link } = useAddress();
  const sort = readSort(query.riskOrder);
  const trail = splitTrail(query.riskPage);
  const asked = { ...variables, search: query.riskSearch ?? null, orderBy: orderOf(sort), first: PAGE, after: trail.at(-1) ?? null };
  const { data, error, isLoading, retry } = useAnswer(HighRiskDocument, asked);
  const [isSaving, setSaving] = useState(false);
  const list = data?.portfolio.highRisk;

  const save = async () => {
    setSaving(true);
    try {
      saveCsv(TITLE, toSheet(await readAll(asked)));
    } finally {
      setSaving(false);
    }
  };
  const tools = (
    <>
      <Search label="Search by name" value={query.riskSearch ?? ''} onSearch={(text) => set({ riskSearch: text || null, riskPage: null }, { replace: true })} />
      <button type="button" disabled={!list?.totalCount || isSaving} onClick={save} aria-label={`Save ${TITLE} as CSV`}>{isSaving ? 'Saving…' : 'CSV'}</button>
    </>
  );
  return (
    <Panel title={TITLE} note="Lowest risk tier, with an active loan" span="span12" isLoading={isLoading} tools={tools}>
      {error && !data ? <Failure error={error} retry={retry} /> : list?.totalCount === 0 ? (
        <Nothing title="No customer is listed">
          <p>{query.riskSearch ? `None of them has “${query.riskSearch}” in the name.` : 'No customer of the lowest tier has an active loan in this segment.'}</p>
        </Nothing>
      ) : (
        <>
          <DataTable
            caption={TITLE} columns={columns(link)} rows={list?.nodes ?? SKELETON} rowKey={(row) => row.customer.id}
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
    await navigator.clipboard.writeText(new URL(href, location.href).href);
    setCopied(true);
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

function readSort(text = 'DAYS_PAST_DUE_DESC'): Sort {
  const [, key = '', direction] = text.match(/^(.*)_(ASC|DESC)$/) ?? [];
  return KEYS.includes(key) ? { key, descending: direction === 'DESC' } : { key: 'DAYS_PAST_DUE', descending: true };
}

const printSort = ({ key, descending }: Sort) => `${key}_${descending ? 'DESC' : 'ASC'}`;
const orderOf = (sort: Sort) => printSort(sort) as HighRiskOrder;

async function readAll(asked: HighRiskQueryVariables): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | null | undefined = null;
  do {
    const answer: HighRiskQuery = await request(HighRiskDocument, { ...asked, first: EXPORT_PAGE, after });
    const { nodes, pageInfo } = answer.portfolio.highRisk;
    rows.push(...nodes);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after && rows.length < EXPORT_LIMIT);
  return rows;
}

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
