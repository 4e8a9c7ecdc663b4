// A table of records: sorted by the server, walked by keys, its first column pinned on phones.

import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { NONE } from '../format/number';

export interface Column<Row> {
  key: string;
  label: string;
  isNumber?: boolean;
  /** Whether the list can be ordered by it. */
  sorts?: boolean;
  /** What the heading means, on hover. */
  title?: string;
  cell: (row: Row) => ComponentChildren;
}

export interface Sort {
  key: string;
  descending: boolean;
}

interface Props<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  /** Nothing while they are on their way: places are kept for them. */
  rows: readonly Row[] | undefined;
  /** How many places. */
  places?: number;
  rowKey: (row: Row) => string;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** The totals row: one cell a column. */
  totals?: ComponentChildren[];
}

export function DataTable<Row>({ caption, columns, rows, places = 10, rowKey, sort, onSort, totals }: Props<Row>) {
  const [chosen, setChosen] = useState(-1);
  const walk = (event: KeyboardEvent) => {
    const region = event.currentTarget as HTMLElement;
    if (event.key === 'Enter' && event.target === region) {
      region.querySelectorAll('tbody tr')[chosen]?.querySelector<HTMLElement>('a, button')?.click();
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = Math.min((rows?.length ?? 0) - 1, Math.max(0, chosen + step));
    setChosen(next);
    region.querySelectorAll('tbody tr')[next]?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div class="scroll pinned" tabIndex={0} role="region" aria-label={`${caption}. Arrow keys choose a row, Enter opens it.`} onKeyDown={walk}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>{columns.map((column) => <Heading key={column.key} column={column} sort={sort} onSort={onSort} />)}</tr>
        </thead>
        <tbody>
          {rows === undefined ? <Places columns={columns} count={places} /> : rows.map((row, at) => (
            <tr key={rowKey(row)} class={at === chosen ? 'chosen' : ''}>
              {columns.map((column, place) => {
                const content = column.cell(row) ?? <span class="nothing" title="not known">{NONE}</span>;
                return place === 0
                  ? <th scope="row" key={column.key}>{content}</th>
                  : <td key={column.key} class={column.isNumber ? 'number' : ''}>{content}</td>;
              })}
            </tr>
          ))}
        </tbody>
        {totals && (
          <tfoot>
            <tr>{totals.map((total, at) => at === 0 ? <th scope="row" key={at}>{total}</th> : <td key={at} class={columns[at]?.isNumber ? 'number' : ''}>{total}</td>)}</tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Heading<Row>({ column, sort, onSort }: { column: Column<Row>; sort?: Sort; onSort?: (sort: Sort) => void }) {
  const className = column.isNumber ? 'number' : '';
  if (!column.sorts || !onSort) return <th scope="col" class={className} title={column.title}>{column.label}</th>;
  const isSorted = sort?.key === column.key;
  const direction = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
  // Numbers are read from the largest down, names from A.
  const next = isSorted ? !sort.descending : Boolean(column.isNumber);
  return (
    <th scope="col" class={className} aria-sort={direction} title={column.title}>
      <button type="button" class="plain" onClick={() => onSort({ key: column.key, descending: next })}>
        {column.label}
        <span class="arrow" aria-hidden="true">{isSorted ? (sort.descending ? '▼' : '▲') : ''}</span>
      </button>
    </th>
  );
}

function Places<Row>({ columns, count }: { columns: readonly Column<Row>[]; count: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, at) => (
        <tr key={at}>
          {columns.map(({ key, isNumber }) => <td key={key} class={isNumber ? 'number' : ''}><span class="skeleton" aria-hidden="true">{isNumber ? '0,000' : 'some words'}</span></td>)}
        </tr>
      ))}
    </>
  );
}
