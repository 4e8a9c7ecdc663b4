// Files that the reader takes along, each saying what it is of.

import { describe, parseFilter } from '../state/filter';
import { book, shownDate } from '../state/useAnswer';
import { fileName, toCsv, type Provenance } from './csv';
import type { Sheet } from './sheet';

/** What a file is of: asked before a long list is read, since the address may change meanwhile. */
export function provenance(title: string): Provenance {
  const filter = parseFilter(Object.fromEntries(new URLSearchParams(location.search)));
  return {
    title,
    book: book.value ? `${book.value.name}, amounts in ${book.value.currency}` : '',
    asOf: shownDate.value ?? book.value?.reportingDate ?? '',
    segment: describe(filter).map(({ text }) => text).join('; ') || 'all loans',
  };
}

/** Hands the file to the browser. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Saves the sheet. The mark at its begin lets spreadsheets read it as UTF-8. A list that is of no segment says what it is of. */
export function saveCsv(title: string, sheet: Sheet, other: Partial<Provenance> = {}): void {
  const about = { ...provenance(title), ...other };
  save(new Blob(['\ufeff', toCsv(sheet, about)], { type: 'text/csv;charset=utf-8' }), `${fileName(title, about.asOf)}.csv`);
}
