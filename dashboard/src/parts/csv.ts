// A sheet as the text of a file. Apart from what is shown: it is loaded when a file is saved.

import type { Cell, Sheet } from './sheet';

/** What a file says of itself before its first row. */
export interface Provenance {
  title: string;
  book: string;
  asOf: string;
  segment: string;
}

/** The sheet as CSV (RFC 4180) after comment lines that say what it is of. */
export function toCsv(sheet: Sheet, provenance: Provenance): string {
  const about = [
    provenance.title,
    `Book: ${provenance.book}`,
    `As of: ${provenance.asOf}`,
    `Segment: ${provenance.segment}`,
  ].map((line) => field(`# ${line}`));
  const lines = [sheet.columns, ...sheet.rows].map((row) => row.map(field).join(','));
  return [...about, ...lines, ''].join('\r\n');
}

// A text that a spreadsheet would run as a formula gets an apostrophe; a number stays one.
function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const isNumber = /^-?\d+(\.\d+)?$/.test(cell);
  const text = !isNumber && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A file name from a title: "Ageing by bucket" of 2025-11-23 → "ageing-by-bucket-2025-11-23". */
export function fileName(title: string, asOf: string): string {
  const words = title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return `${words}-${asOf}`;
}
