import { expect, test } from 'vitest';
import { fileName, toCsv } from './csv';

const about = { title: 'Ageing', book: 'Demo, amounts in EUR', asOf: '2025-11-23', segment: 'Loan type: Auto' };

test('a file says what it is of, and quotes what must be', () => {
  const text = toCsv({ columns: ['Bucket', 'Balance'], rows: [['1–29', '12.50'], ['a "b"', -3], ['two\nlines', null]] }, about);
  expect(text.split('\r\n')).toEqual([
    '# Ageing', '"# Book: Demo, amounts in EUR"', '# As of: 2025-11-23', '# Segment: Loan type: Auto',
    'Bucket,Balance', '1–29,12.50', '"a ""b""",-3', '"two\nlines",', '',
  ]);
});

test('a text that a spreadsheet would run is made harmless, a number is not', () => {
  const text = toCsv({ columns: ['x'], rows: [['=1+1'], ['+SUM(A1)'], ['@x'], ['-12.5'], ['-cmd']] }, about);
  expect(text.split('\r\n').slice(5, -1)).toEqual(["'=1+1", "'+SUM(A1)", "'@x", '-12.5', "'-cmd"]);
});

test('file names', () => {
  expect(fileName('Ageing by bucket, 12 months', '2025-11-23')).toBe('ageing-by-bucket-12-months-2025-11-23');
});
