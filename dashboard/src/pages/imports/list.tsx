// The loads of before, newest first.

import { useState } from 'preact/hooks';
import { timeWords } from '../../format/time';
import { count } from '../../format/number';
import type { ImportRowFragment } from '../../gql/imports';
import { DataTable, type Column } from '../../parts/dataTable';
import { Nothing } from '../../parts/failure';
import { Panel } from '../../parts/panel';
import { useAddress, type Address } from '../../state/address';
import { countChanged, countNew, describeFiles, lastApplied, layoutWords, toLoadSheet } from './importsShape';
import { StatusBadge } from './status';
import { Undo } from './undo';

interface Props {
  /** Nothing while they are on their way. */
  loads: readonly ImportRowFragment[] | undefined;
  isLoading: boolean;
  onUndone: (words: string) => void;
}

export function List({ loads, isLoading, onUndone }: Props) {
  const { link } = useAddress();
  const [asked, setAsked] = useState<ImportRowFragment | null>(null);
  const last = loads ? lastApplied(loads) : null;
  return (
    <Panel title="Earlier loads" note="Newest first, the last hundred; the last one in the book can be taken back, then the one before" sheet={loads && toLoadSheet(loads)} isLoading={isLoading}>
      {loads?.length === 0
        ? <Nothing title="No tape has been loaded yet"><p>What is loaded here or by <code>loanbook import</code> is listed, also when it is refused.</p></Nothing>
        : <DataTable caption="Earlier loads" columns={columns(link, last, setAsked)} rows={loads} places={3} rowKey={({ number }) => String(number)} />}
      {asked && <Undo batch={asked} close={() => setAsked(null)} onDone={onUndone} />}
    </Panel>
  );
}

function columns(link: Address['link'], last: number | null, ask: (row: ImportRowFragment) => void): Column<ImportRowFragment>[] {
  return [
    { key: 'number', label: 'Load', cell: ({ number }) => <a href={link('imports', { load: String(number) })} aria-label={`Report of load ${number}`}>{number}</a> },
    { key: 'status', label: 'Status', cell: (row) => <Status row={row} last={last} ask={ask} /> },
    { key: 'at', label: 'Ended', cell: ({ finishedAt }) => timeWords(finishedAt) },
    { key: 'files', label: 'Files', cell: ({ files }) => <span class="file" title={files.join(', ')}>{describeFiles(files)}</span> },
    { key: 'layout', label: 'Layout', cell: ({ layout }) => layoutWords(layout) },
    { key: 'rows', label: 'Rows', isNumber: true, cell: ({ rowsRead }) => count(rowsRead) },
    { key: 'rejected', label: 'Left out', title: 'Rows with an error', isNumber: true, cell: ({ rowsRejected }) => count(rowsRejected) },
    { key: 'new', label: 'New', title: 'Rows of all tables that the book did not have', isNumber: true, cell: (row) => count(countNew(row)) },
    { key: 'changed', label: 'Changed', title: 'Rows of all tables that the book had with other values', isNumber: true, cell: (row) => count(countChanged(row)) },
  ];
}

function Status({ row, last, ask }: { row: ImportRowFragment; last: number | null; ask: (row: ImportRowFragment) => void }) {
  return (
    <span class="actions">
      <StatusBadge status={row.status} />
      {row.number === last && <button type="button" aria-label={`Undo load ${row.number}`} onClick={() => ask(row)}>Undo…</button>}
    </span>
  );
}
