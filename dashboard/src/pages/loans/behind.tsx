// The loans behind a figure: the cell is in the address, so that a link can name it.

import { longDate } from '../../format/date';
import { count } from '../../format/number';
import { BehindDocument, type LoanOrder } from '../../gql/behind';
import { Failure, Nothing } from '../../parts/failure';
import { useListFile } from '../../parts/listFile';
import { Pager } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { useList } from '../../parts/useList';
import { useAddress } from '../../state/address';
import { request } from '../../state/request';
import { useAnswer } from '../../state/useAnswer';
import { describeCell, parseCell } from './cell';
import { LOAN_ORDERS, LoanTable, toLoanSheet } from './loanTable';
import './behind.css';

const PAGE = 50;

export default function Behind() {
  const { variables, query, link } = useAddress();
  const { cell, fault } = parseCell(query);
  const list = useList(LOAN_ORDERS, { key: 'ID', descending: false });
  const asked = cell ? { ...variables, cell, orderBy: list.order as LoanOrder } : null;
  const { data, error, isLoading, retry } = useAnswer(BehindDocument, asked && { ...asked, first: PAGE, after: list.trail.at(-1) ?? null });
  const page = data?.portfolio.loansBehind;
  const { title, note } = cell ? describeCell(cell) : { title: '', note: '' };
  const file = useListFile({
    title, toSheet: toLoanSheet, isReady: Boolean(page?.totalCount) && !isLoading,
    ask: async (first, after) => (await request(BehindDocument, { ...asked!, first, after })).portfolio.loansBehind,
  });

  if (!cell) {
    return (
      <>
        <div class="pageHead"><h1>Loans behind a figure</h1></div>
        <div class="panel state">
          <h2>No figure is named</h2>
          <p>{fault}.</p>
          <p>Open this page from a figure, such as those of <a href={link('delinquency')}>Delinquency</a>.</p>
        </div>
      </>
    );
  }

  const isEarlier = data && data.portfolio.asOf < data.book.reportingDate;

  return (
    <>
      <div class="pageHead">
        <h1>{title}</h1>
        <span class="meta">{data ? `as of ${longDate(data.portfolio.asOf)}` : <span class="skeleton">as of that date</span>}</span>
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      {(data || !error) && (
        <>
          <div class="behindTotal" aria-busy={!page}>
            <p class="total">{page ? <><strong>{count(page.totalCount)}</strong> {page.totalCount === 1 ? 'loan' : 'loans'}</> : <><strong class="skeleton">000</strong> loans</>}</p>
            <p class="about">{note}{isEarlier && ` The status column is of the book’s reporting date, ${longDate(data.book.reportingDate)}; the count is of the date above.`}</p>
          </div>
          <Panel title="Loans" isLoading={isLoading} tools={file.button}>
            {file.failure}
            {page?.totalCount === 0 ? (
              <Nothing title="No loan is behind this figure">
                <p>None is in this state in this segment at this date. Choose another date or segment.</p>
              </Nothing>
            ) : (
              <>
                <LoanTable caption={title} rows={page?.nodes} sort={list.sort} onSort={list.onSort} />
                <div class="afterScroll"><Pager page={page} what="loans" trail={list.trail} go={list.onPage} /></div>
              </>
            )}
          </Panel>
        </>
      )}
    </>
  );
}
