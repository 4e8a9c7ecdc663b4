// What a load read, what it wrote or would write, and what was wrong with it.

import { count } from '../../format/number';
import { words } from '../../format/words';
import type { ImportReportFragment } from '../../gql/imports';
import { DataTable, type Column } from '../../parts/dataTable';
import { Nothing } from '../../parts/failure';
import { exampleWords, shapeTables, type Finding, type TableRow } from './importsShape';

const SEVERITY: Record<string, { colour: string; shape: string; title: string }> = {
  error: { colour: '--missed', shape: 'diamond', title: 'The row is left out' },
  warning: { colour: '--late', shape: 'square', title: 'The row is loaded, with what is said of it' },
  note: { colour: '--line-strong', shape: 'ring', title: 'The row is loaded as it is' },
};

export function Report({ report, isDry }: { report: ImportReportFragment; isDry: boolean }) {
  const tables = shapeTables(report.tables);
  return (
    <>
      {tables.length > 0 && (
        <div class="reported">
          <h3>{isDry ? 'What it would write' : 'What it wrote'}</h3>
          <DataTable caption="Rows by table" columns={TABLE_COLUMNS} rows={tables} rowKey={({ name }) => name} />
        </div>
      )}
      <div class="reported">
        <h3>{isDry ? 'What is wrong with it' : 'What was wrong with it'}</h3>
        {report.findings.length === 0
          ? <Nothing title="Nothing was found wrong"><p>Every row was read as it stands.</p></Nothing>
          : <DataTable caption="What was found in the rows" columns={FINDING_COLUMNS} rows={report.findings} rowKey={({ file, column, rule, severity }) => [file, column, rule, severity].join('|')} />}
      </div>
    </>
  );
}

const TABLE_COLUMNS: Column<TableRow>[] = [
  { key: 'name', label: 'Table', cell: ({ name }) => name },
  { key: 'inserted', label: 'New', isNumber: true, cell: ({ inserted }) => count(inserted) },
  { key: 'updated', label: 'Changed', title: 'Rows that the book has with other values', isNumber: true, cell: ({ updated }) => count(updated) },
  { key: 'unchanged', label: 'As they were', isNumber: true, cell: ({ unchanged }) => count(unchanged) },
];

const FINDING_COLUMNS: Column<Finding>[] = [
  { key: 'severity', label: 'Severity', cell: ({ severity }) => <Severity name={severity} /> },
  { key: 'rule', label: 'Rule', cell: ({ rule }) => <code>{rule}</code> },
  { key: 'column', label: 'Column', cell: ({ column }) => (column ? <code>{column}</code> : <span class="nothing" title="It is about whole rows">–</span>) },
  { key: 'rows', label: 'Rows', isNumber: true, cell: ({ rows }) => count(rows) },
  { key: 'examples', label: 'Examples', cell: ({ examples }) => <ul class="examples">{examples.slice(0, 3).map((example, at) => <li key={at}>{exampleWords(example)}</li>)}</ul> },
  { key: 'fix', label: 'What to do, or what was done', cell: ({ fix }) => <p class="fix">{fix}</p> },
  { key: 'file', label: 'File', cell: ({ file }) => <span class="file">{file}</span> },
];

function Severity({ name }: { name: string }) {
  const { colour, shape, title } = SEVERITY[name] ?? SEVERITY.note!;
  return <span class={`badge ${shape}`} title={title} style={{ '--mark': `var(${colour})` }}>{words(name)}</span>;
}
