// A list of all records of a kind, with its conditions beside it.

import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { RequestFailure, Document } from '../state/request';
import { book, useAnswer } from '../state/useAnswer';
import { describeConditions, toFacetFilters, type Condition } from './conditions';
import { saveCsv } from './download';
import { ConditionChips, FacetPanel } from './facets';
import { Failure, Nothing } from './failure';
import { readAll, type Page } from './list';
import { Pager } from './pager';
import { Panel } from './panel';
import { Search } from './search';
import type { Sheet } from './sheet';
import type { ListState } from './useList';

export interface RecordListProps<Row, FacetVariables extends object> {
  title: string;
  /** What the rows are, as in "25 of 1,000 customers". */
  what: string;
  known: readonly Condition[];
  list: ListState;
  /** The search as a condition of the schema, and in words. */
  named: Record<string, unknown>;
  searchLabel: string;
  /** The rows as a table. */
  table: (rows: readonly Row[]) => ComponentChildren;
  answer: { page: (Page<Row> & { totalCount: number }) | undefined; error?: RequestFailure; isLoading: boolean; retry: () => void };
  facets: Document<Record<string, { totalCount: number }>, FacetVariables>;
  /** One page of the file. */
  ask: (first: number, after: string | null) => Promise<Page<Row>>;
  toSheet: (rows: Row[]) => Sheet;
  nothing: ComponentChildren;
}

export function RecordList<Row, FacetVariables extends object>(props: RecordListProps<Row, FacetVariables>) {
  const { title, what, known, list, named, searchLabel, answer, table, nothing } = props;
  const { page, error, isLoading, retry } = answer;
  const counts = useAnswer(props.facets, toFacetFilters(known, list.chosen, named) as FacetVariables);
  const [saving, setSaving] = useState<'no' | 'yes' | RequestFailure>('no');

  const save = async () => {
    setSaving('yes');
    try {
      const sheet = props.toSheet(await readAll(props.ask));
      const conditions = describeConditions(known, list.chosen).map(({ text }) => text);
      if (list.search) conditions.push(`${searchLabel}: ${list.search}`);
      saveCsv(title, sheet, { asOf: book.value?.reportingDate, segment: conditions.join('; ') || `all ${what}` });
      setSaving('no');
    } catch (failure) {
      setSaving(failure as RequestFailure);
    }
  };
  const tools = (
    <>
      <Search label={searchLabel} value={list.search} onSearch={list.onSearch} />
      <button type="button" disabled={!page?.totalCount || saving === 'yes'} onClick={save} aria-label={`Save ${title} as CSV`}>{saving === 'yes' ? 'Saving…' : 'CSV'}</button>
    </>
  );
  return (
    <>
      {typeof saving === 'object' && <Failure error={saving} retry={save} />}
      {error && page && <Failure error={error} retry={retry} isStillShown />}
      {counts.error && !error && <Failure error={counts.error} retry={retry} isStillShown />}
      <div class="listPage">
        <FacetPanel known={known} chosen={list.chosen} counts={counts.data} choose={list.choose} note={`Beside each value: ${what} with it that meet all other conditions.`} />
        <Panel title={title} isLoading={isLoading} tools={tools}>
          <ConditionChips known={known} chosen={list.chosen} choose={list.choose} clear={list.clear} />
          {error && !page ? <Failure error={error} retry={retry} /> : page?.totalCount === 0 ? <Nothing title={`No ${what} meet these conditions`}>{nothing}</Nothing> : (
            <>
              {page ? table(page.nodes) : <div class="listPlace skeleton" aria-hidden="true" />}
              <div class="afterScroll">
                <Pager total={page?.totalCount} shown={page?.nodes.length ?? 0} what={what} trail={list.trail} next={page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null} go={list.onPage} />
              </div>
            </>
          )}
        </Panel>
      </div>
    </>
  );
}
