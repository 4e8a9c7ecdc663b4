// Files that the reader takes along: tables as CSV, charts as PNG, each saying what it is of.

import { describe, parseFilter } from '../state/filter';
import { book, shownDate } from '../state/useAnswer';
import { fileName, toCsv, type Provenance, type Sheet } from './sheet';

function provenance(title: string): Provenance {
  const filter = parseFilter(Object.fromEntries(new URLSearchParams(location.search)));
  return {
    title,
    book: book.value ? `${book.value.name}, amounts in ${book.value.currency}` : '',
    asOf: shownDate.value ?? book.value?.reportingDate ?? '',
    segment: describe(filter).map(({ text }) => text).join('; ') || 'all loans',
  };
}

function save(blob: Blob, name: string): void {
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

/** Saves the chart with its title, date and segment above it. */
export function savePng(title: string, chart: HTMLCanvasElement): void {
  const about = provenance(title);
  const style = getComputedStyle(document.documentElement);
  const scale = chart.width / chart.clientWidth;
  const head = 56 * scale;
  const pad = 16 * scale;
  const picture = document.createElement('canvas');
  picture.width = chart.width + 2 * pad;
  picture.height = chart.height + head + pad;
  const pen = picture.getContext('2d');
  if (!pen) return;
  pen.fillStyle = style.getPropertyValue('--surface');
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = style.getPropertyValue('--text');
  pen.font = `600 ${15 * scale}px system-ui, sans-serif`;
  pen.fillText(title, pad, 24 * scale);
  pen.fillStyle = style.getPropertyValue('--muted');
  pen.font = `${12 * scale}px system-ui, sans-serif`;
  pen.fillText(`${about.book} · as of ${about.asOf} · ${about.segment}`, pad, 43 * scale, picture.width - 2 * pad);
  pen.drawImage(chart, pad, head);
  picture.toBlob((blob) => blob && save(blob, `${fileName(title, about.asOf)}.png`));
}
