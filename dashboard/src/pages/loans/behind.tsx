// The loans behind a figure: the cell is in the address, so that a link can name it.

import { useState } from 'preact/hooks';
import { longDate } from '../../format/date';
import { count } from '../../format/number';
import { BehindDocument } from '../../gql/behind';
import { saveCsv } from '../../parts/download';
import { Failure, Nothing } from '../../parts/failure';
import { Pager, splitTrail } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { request, type RequestFailure } from '../../state/request';
import { useAnswer } from '../../state/useAnswer';
import { describeCell, parseCell } from './cell';
import { LoanTable, loanOrder, readAllLoans, readLoanSort, toLoanSheet } from './loanTable';
import './behind.css';

const PAGE = 50;

export default function Behind() {
  const { variables, query, set, link } = useAddress();
  const { cell, fault } = parseCell(query);
  const sort = readLoanSort(query.orderBy);
  // A new date or segment takes `after` away: its list begins at the first page.
  const trail = query.after ? splitTrail(query.trail) : [];
  const asked = cell ? { ...variables, cell, orderBy: loanOrder(sort) } : null;
  const { data, error, isLoading, retry } = useAnswer(BehindDocument, asked && { ...asked, first: PAGE, after: trail.at(-1) ?? null });
  const [isSaving, setSaving] = useState(false);
  const [saveError, setSaveError] = useState<string | null>(null);

  if (!cell || !asked) {
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

  const { title, note } = describeCell(cell);
  const list = data?.portfolio.loansBehind;
  const isEarlier = data && data.portfolio.asOf < data.book.reportingDate;

  const save = async () => {
    setSaving(true);
    setSaveError(null);
    try {
      const rows = await readAllLoans(async (first, after) => (await request(BehindDocument, { ...asked, first, after })).portfolio.loansBehind);
      saveCsv(title, toLoanSheet(rows));
    } catch (failure) {
      setSaveError((failure as RequestFailure).message);
    } finally {
      setSaving(false);
    }
  };
  const tools = <button type="button" disabled={!list?.totalCount || isSaving} onClick={save} aria-label={`Save ${title} as CSV`}>{isSaving ? 'Saving…' : 'CSV'}</button>;

  return (
    <>
      <div class="pageHead">
        <h1>{title}</h1>
        <span class="meta">{data ? `as of ${longDate(data.portfolio.asOf)}` : <span class="skeleton">as of that date</span>}</span>
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      {(data || !error) && (
        <>
          <div class="behindTotal" aria-busy={!list}>
            <p class="total">{list ? <><strong>{count(list.totalCount)}</strong> {list.totalCount === 1 ? 'loan' : 'loans'}</> : <><strong class="skeleton">000</strong> loans</>}</p>
            <p class="about">{note}{isEarlier && ` The status column is of the book’s reporting date, ${longDate(data.book.reportingDate)}; the count is of the date above.`}</p>
          </div>
          <Panel title="Loans" isLoading={isLoading} tools={tools}>
            {saveError && <p class="saveError" role="alert">The file could not be saved: {saveError}.</p>}
            {list?.totalCount === 0 ? (
              <Nothing title="No loan is behind this figure">
                <p>None is in this state in this segment at this date. Choose another date or segment.</p>
              </Nothing>
            ) : (
              <>
                <LoanTable caption={title} rows={list?.nodes} sort={sort} onSort={(next) => set({ orderBy: loanOrder(next), after: null, trail: null }, { replace: true })} />
                <div class="afterScroll">
                  <Pager
                    total={list?.totalCount} shown={list?.nodes.length ?? 0} what="loans" trail={trail} next={list?.pageInfo.hasNextPage ? list.pageInfo.endCursor : null}
                    go={(next, after) => set({ trail: next.join('~') || null, after })}
                  />
                </div>
              </>
            )}
          </Panel>
        </>
      )}
    </>
  );
}
