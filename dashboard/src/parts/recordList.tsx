// A list of all records of a kind, with its conditions beside it.

import type { ComponentChildren } from 'preact';
import type { RequestFailure, Document } from '../state/request';
import { book, useAnswer } from '../state/useAnswer';
import { describeConditions, toFacetFilters } from './conditions';
import { ConditionChips, FacetPanel } from './facets';
import { Failure, Nothing } from './failure';
import type { Page } from './list';
import { useListFile } from './listFile';
import { Pager } from './pager';
import { Panel } from './panel';
import { Search } from './search';
import type { Sheet } from './sheet';
import type { ConditionState } from './useConditions';
import type { ListState } from './useList';

export interface RecordListProps<Row, FacetVariables extends object> {
  title: string;
  /** What the rows are, as in "25 of 1,000 customers". */
  what: string;
  conditions: ConditionState;
  list: ListState;
  /** The search as a condition of the schema, and in words. */
  named: Record<string, unknown>;
  /** None where the role may not search. */
  searchLabel: string | null;
  /** Whether what the role may ask for is known. */
  isKnown?: boolean;
  /** The rows as a table. */
  table: (rows: readonly Row[] | undefined) => ComponentChildren;
  answer: { page: (Page<Row> & { totalCount: number }) | undefined; error?: RequestFailure; isLoading: boolean; retry: () => void };
  facets: Document<Record<string, { totalCount: number }>, FacetVariables>;
  /** One page of the file. */
  ask: (first: number, after: string | null) => Promise<Page<Row>>;
  toSheet: (rows: Row[]) => Sheet;
  nothing: ComponentChildren;
}

export function RecordList<Row, FacetVariables extends object>(props: RecordListProps<Row, FacetVariables>) {
  const { title, what, conditions, list, named, searchLabel, answer, table, nothing, isKnown = true } = props;
  const { page, error, isLoading, retry } = answer;
  const counts = useAnswer(props.facets, isKnown ? toFacetFilters(conditions.known, conditions.chosen, named) as FacetVariables : null);
  const narrowed = describeConditions(conditions.known, conditions.chosen).map(({ text }) => text);
  if (list.search && searchLabel) narrowed.push(`${searchLabel}: ${list.search}`);
  const file = useListFile({
    title, ask: props.ask, toSheet: props.toSheet, isReady: Boolean(page?.totalCount) && !isLoading,
    // These lists are of the whole book, as it stands at its reporting date.
    about: () => ({ asOf: book.value?.reportingDate ?? '', segment: narrowed.join('; ') || `all ${what}` }),
  });
  const tools = <>{searchLabel && <Search label={searchLabel} value={list.search} onSearch={list.onSearch} />}{file.button}</>;
  return (
    <>
      {file.failure}
      {error && page && <Failure error={error} retry={retry} isStillShown />}
      {counts.error && !error && <Failure error={counts.error} retry={retry} isStillShown />}
      <div class="listPage">
        <FacetPanel {...conditions} counts={counts.data} note={`Beside each value: ${what} with it that meet all other conditions.`} />
        <Panel title={title} isLoading={isLoading} tools={tools}>
          <ConditionChips {...conditions} />
          {error && !page ? <Failure error={error} retry={retry} /> : page?.totalCount === 0 ? <Nothing title={`No ${what} meet these conditions`}>{nothing}</Nothing> : (
            <>
              {table(page?.nodes)}
              <div class="afterScroll"><Pager page={page} what={what} trail={list.trail} go={list.onPage} /></div>
            </>
          )}
        </Panel>
      </div>
    </>
  );
}
