// Loads of loan tapes in words and rows, and what is asked of one.

import { count, decimal, NONE } from '../../format/number';
import { plural, words } from '../../format/words';
import type { ImportReportFragment, ImportRowFragment, LoadTapeInput } from '../../gql/imports';
import type { Sheet } from '../../parts/sheet';
import type { Job } from './follow';

export type Finding = ImportReportFragment['findings'][number];

/** How a tape is read, as it is typed. */
export interface Options {
  layout: string;
  asOf: string;
  currency: string;
  maxRejected: string;
  encoding: string;
  delimiter: string;
  /** Which column means what: a file of the form that docs/IMPORT.md describes. */
  mapping: { name: string; text: string } | null;
}

export const NO_OPTIONS: Options = { layout: '', asOf: '', currency: '', maxRejected: '0', encoding: '', delimiter: '', mapping: null };

/** The layouts that the server knows, by their names there. */
export const LAYOUTS: readonly { id: string; label: string }[] = [
  { id: '', label: 'Automatic' },
  { id: 'native', label: 'Native form' },
  { id: 'mapped', label: 'By column names' },
  { id: 'fannie_mae', label: 'Fannie Mae' },
  { id: 'freddie_mac', label: 'Freddie Mac' },
  { id: 'lending_club', label: 'Lending Club' },
  { id: 'taiwan_credit_card', label: 'Taiwan credit cards' },
  { id: 'german_credit', label: 'German credit' },
];

export const DELIMITERS: readonly { id: string; label: string }[] = [
  { id: '', label: 'Automatic' },
  { id: ',', label: 'Comma' },
  { id: ';', label: 'Semicolon' },
  { id: '\t', label: 'Tab' },
  { id: '|', label: 'Pipe' },
  { id: ' ', label: 'Blank' },
];

/** Those that lenders' systems write, by their names in the WHATWG Encoding Standard. */
export const ENCODINGS: readonly { id: string; label: string }[] = [
  { id: '', label: 'Automatic' },
  { id: 'utf-8', label: 'UTF-8' },
  { id: 'utf-16le', label: 'UTF-16' },
  { id: 'windows-1252', label: 'Western (Windows-1252)' },
  { id: 'iso-8859-15', label: 'Western with € (ISO 8859-15)' },
  { id: 'macintosh', label: 'Western (Macintosh)' },
  { id: 'windows-1250', label: 'Central European (Windows-1250)' },
  { id: 'windows-1251', label: 'Cyrillic (Windows-1251)' },
  { id: 'windows-1253', label: 'Greek (Windows-1253)' },
  { id: 'windows-1254', label: 'Turkish (Windows-1254)' },
  { id: 'windows-1257', label: 'Baltic (Windows-1257)' },
  { id: 'gb18030', label: 'Chinese (GB18030)' },
  { id: 'big5', label: 'Chinese (Big5)' },
  { id: 'shift_jis', label: 'Japanese (Shift JIS)' },
  { id: 'euc-kr', label: 'Korean (EUC-KR)' },
];

export const layoutWords = (layout: string) => LAYOUTS.find(({ id }) => id === layout && id !== '')?.label ?? words(layout);

const TABLES: Record<string, string> = {
  customer_profile: 'Customers', loan_application: 'Loans', repayment_history: 'Instalments', loan_month_state: 'Monthly states',
};

/** An Int of the schema: a check lets all rows pass, since it shows what is wrong with each. */
const ALL_ROWS = 2_147_483_647;

/** The options as the server takes them. */
export function toInput(options: Options, isDry: boolean): Omit<LoadTapeInput, 'uploads'> {
  return {
    layout: options.layout || null,
    asOf: options.asOf || null,
    currency: options.currency.trim().toUpperCase() || null,
    encoding: options.encoding || null,
    delimiter: options.delimiter || null,
    mapping: options.mapping?.text ?? null,
    maxRejected: isDry ? ALL_ROWS : mostRejected(options),
    dryRun: isDry,
  };
}

/** How many rows may be left out; none where it is no number. */
export function mostRejected({ maxRejected }: Options): number {
  return /^\d{1,9}$/.test(maxRejected.trim()) ? Number(maxRejected) : 0;
}

/** "410 kB", "1.4 GB". */
export function sizeWords(bytes: number): string {
  if (bytes === 1) return '1 byte';
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${decimal(value, step > 0 && value < 10 ? 1 : 0)} ${units[step]}`;
}

/** What the server is doing: "Looking at the rows: 12,000 rows, 3 left out, about 5 s left". */
export function describeJob({ phase, rows, rowsRejected, secondsLeft }: Pick<Job, 'phase' | 'rows' | 'rowsRejected' | 'secondsLeft'>, isDry: boolean): string {
  const what = { LOOKING: 'Looking at the rows', WRITING: isDry ? 'Trying the rows on the book' : 'Writing', FINISHING: 'Making statuses and sums' }[phase];
  const parts = [
    ...(rows > 0 ? [plural(rows, 'row')] : []),
    ...(rowsRejected > 0 ? [`${count(rowsRejected)} left out`] : []),
    ...(secondsLeft ? [`about ${count(secondsLeft)} s left`] : []),
  ];
  return parts.length > 0 ? `${what}: ${parts.join(', ')}` : `${what}…`;
}

export interface TableRow {
  name: string;
  inserted: number;
  updated: number;
  unchanged: number;
}

/** Rows by table; a table of which the tape says nothing is left out. */
export function shapeTables(tables: ImportRowFragment['tables']): TableRow[] {
  return tables.filter((table) => table.inserted + table.updated + table.unchanged > 0).map((table) => ({ ...table, name: TABLES[table.name] ?? words(table.name) }));
}

const sum = (tables: ImportRowFragment['tables'], kind: 'inserted' | 'updated' | 'unchanged') => tables.reduce((total, table) => total + table[kind], 0);

export const countNew = ({ tables }: Pick<ImportRowFragment, 'tables'>) => sum(tables, 'inserted');
export const countChanged = ({ tables }: Pick<ImportRowFragment, 'tables'>) => sum(tables, 'updated');

/** "12 customers, 12 loans, 144 instalments": what a load has added. */
export function describeNew(batch: Pick<ImportRowFragment, 'tables'>): string {
  const parts = shapeTables(batch.tables).filter(({ inserted }) => inserted > 0).map(({ name, inserted }) => `${count(inserted)} ${inserted === 1 ? name.toLowerCase().replace(/s$/, '') : name.toLowerCase()}`);
  return parts.join(', ') || 'nothing';
}

/** "tape.csv", "loans.csv and 2 more". */
export function describeFiles(files: readonly string[]): string {
  return files.length > 2 ? `${files[0]} and ${count(files.length - 1)} more` : files.join(', ') || NONE;
}

/** "200 rows of tape.csv, layout “Native form”, 3 left out". */
export function describeRead({ files, layout, rowsRead, rowsRejected }: Pick<ImportRowFragment, 'files' | 'layout' | 'rowsRead' | 'rowsRejected'>): string {
  return `${plural(rowsRead, 'row')} of ${describeFiles(files)}, layout “${layoutWords(layout)}”, ${count(rowsRejected)} left out`;
}

/** "row 7: abc". Row 0 is none: there a loan is named. */
export const exampleWords = ({ row, value }: Finding['examples'][number]) => (row > 0 ? `row ${count(row)}${value ? `: ${value}` : ', empty'}` : value);

/** The findings as a file holds them. */
export function toFindingSheet(findings: readonly Finding[]): Sheet {
  return {
    columns: ['Severity', 'Rule', 'File', 'Column', 'Rows', 'Examples', 'What to do, or what was done'],
    rows: findings.map(({ severity, rule, file, column, rows, examples, fix }) => [severity, rule, file, column || null, rows, examples.map(exampleWords).join('; '), fix]),
  };
}

/** The loads as a file holds them. */
export function toLoadSheet(loads: readonly ImportRowFragment[]): Sheet {
  return {
    columns: ['Load', 'Ended', 'Status', 'Files', 'Layout', 'Rows', 'Left out', 'New', 'Changed'],
    rows: loads.map((load) => [load.number, load.finishedAt, words(load.status), load.files.join('; '), load.layout, load.rowsRead, load.rowsRejected, countNew(load), countChanged(load)]),
  };
}

/** The load that may be taken back: the last one in the book, since those before it may be what it stands on. */
export function lastApplied(loads: readonly Pick<ImportRowFragment, 'number' | 'status'>[]): number | null {
  const applied = loads.filter(({ status }) => status === 'APPLIED').map(({ number }) => number);
  return applied.length > 0 ? Math.max(...applied) : null;
}

/** Whether a failure leaves open what the server has done: its answer was lost, or it has started again since. */
export const isUnsure = ({ code }: { code: string }) => ['NETWORK', 'TIMEOUT', 'NOT_FOUND', 'BAD_ANSWER'].includes(code) || code.startsWith('HTTP 5');

/** A refusal as the command line words it, with what to do on this page, and the load that it names. */
export function readRefusal(message: string): { text: string; hint: string | null; number: number | null } {
  const kept = message.match(/;? *`loanbook import show (\d+)` shows all/);
  const text = (kept ? message.replace(kept[0], '') : message).replace(/; --max-rejected 100% shows all$/, '');
  const hints: [RegExp, string][] = [
    [/--as-of/, 'Give that day as “True at” above, and check again.'],
    [/--currency/, 'Give it as “Currency of an empty book” above, and check again.'],
    [/--layout/, 'Choose the layout above, and check again.'],
    [/--propose-mapping/, 'Choose the mapping file that it writes above, under “Mapping, delimiter and encoding”, and check again.'],
  ];
  return { text, hint: hints.find(([pattern]) => pattern.test(text))?.[1] ?? null, number: kept ? Number(kept[1]) : null };
}
