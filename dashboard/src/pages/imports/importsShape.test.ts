import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../../format/number';
import {
  countChanged, countNew, describeFiles, describeJob, describeNew, describeRead, exampleWords, isUnsure, lastApplied, layoutWords, NO_OPTIONS, readRefusal, shapeTables, sizeWords,
  toFindingSheet, toInput,
} from './importsShape';

beforeAll(() => setLocale('en-GB'));

const TABLES = [
  { name: 'customer_profile', inserted: 1, updated: 2, unchanged: 0 },
  { name: 'loan_application', inserted: 1200, updated: 0, unchanged: 3 },
  { name: 'repayment_history', inserted: 0, updated: 0, unchanged: 7 },
  { name: 'loan_month_state', inserted: 0, updated: 0, unchanged: 0 },
];

describe('what is asked for', () => {
  const options = { ...NO_OPTIONS, currency: ' usd ', maxRejected: '10' };
  it('leaves out what is to be found out', () => expect(toInput(options, false)).toEqual({ layout: null, asOf: null, currency: 'USD', encoding: null, delimiter: null, mapping: null, maxRejected: 10, dryRun: false }));
  it('says how the text is read', () => expect(toInput({ ...options, delimiter: '\t', encoding: 'utf-16le', mapping: { name: 'tape.toml', text: '[columns]' } }, true)).toMatchObject({ delimiter: '\t', encoding: 'utf-16le', mapping: '[columns]' }));
  it('is a check of all rows', () => expect(toInput(options, true)).toMatchObject({ maxRejected: 2_147_483_647, dryRun: true }));
  it.each([['', 0], ['many', 0], ['-1', 0], [' 7 ', 7]])('lets %o rows be left out as %d', (maxRejected, most) => expect(toInput({ ...options, maxRejected }, false).maxRejected).toBe(most));
});

describe('failures', () => {
  it.each([['NETWORK', true], ['TIMEOUT', true], ['HTTP 502', true], ['UNPROCESSABLE', false], ['CONFLICT', false]])('%s leaves open what was done: %s', (code, is) => expect(isUnsure({ code })).toBe(is));
});

describe('sizes', () => {
  it.each([[0, '0 bytes'], [1, '1 byte'], [999, '999 bytes'], [1_000, '1.0 kB'], [410_236, '410 kB'], [1_400_000_000, '1.4 GB'], [2e13, '20,000 GB']])('%d', (bytes, text) => expect(sizeWords(bytes)).toBe(text));
});

describe('how far it is', () => {
  it('says what is known', () => {
    expect(describeJob({ phase: 'LOOKING', rows: 0, rowsRejected: 0, secondsLeft: null }, true)).toBe('Looking at the rows…');
    expect(describeJob({ phase: 'WRITING', rows: 12_000, rowsRejected: 3, secondsLeft: 5 }, true)).toBe('Trying the rows on the book: 12,000 rows, 3 left out, about 5 s left');
    expect(describeJob({ phase: 'WRITING', rows: 1, rowsRejected: 0, secondsLeft: 0 }, false)).toBe('Writing: 1 row');
  });
});

describe('a load in words', () => {
  it('leaves out tables of which it says nothing', () => expect(shapeTables(TABLES).map(({ name }) => name)).toEqual(['Customers', 'Loans', 'Instalments']));
  it('counts new and changed rows of all tables', () => {
    expect(countNew({ tables: TABLES })).toBe(1201);
    expect(countChanged({ tables: TABLES })).toBe(2);
  });
  it('says what it has added', () => {
    expect(describeNew({ tables: TABLES })).toBe('1 customer, 1,200 loans');
    expect(describeNew({ tables: [] })).toBe('nothing');
  });
  it('names its files and its layout', () => {
    expect(describeFiles(['a.csv', 'b.csv', 'c.csv'])).toBe('a.csv and 2 more');
    expect(layoutWords('fannie_mae')).toBe('Fannie Mae');
    expect(layoutWords('some_other')).toBe('Some other');
    expect(describeRead({ files: ['a.csv', 'b.csv'], layout: 'native', rowsRead: 1, rowsRejected: 0 })).toBe('1 row of a.csv, b.csv, layout “Native form”, 0 left out');
  });
});

describe('findings', () => {
  it('name a row, or a loan', () => {
    expect(exampleWords({ row: 1389, value: 'Charged Off' })).toBe('row 1,389: Charged Off');
    expect(exampleWords({ row: 4, value: '' })).toBe('row 4, empty');
    expect(exampleWords({ row: 0, value: 'L-7' })).toBe('L-7');
  });
  it('are saved with all examples', () => {
    const finding = { severity: 'error', rule: 'missing_value', file: 'a.csv', column: '', rows: 2, fix: 'fill it', examples: [{ row: 2, value: '' }, { row: 3, value: 'x' }] };
    expect(toFindingSheet([finding]).rows).toEqual([['error', 'missing_value', 'a.csv', null, 2, 'row 2, empty; row 3: x', 'fill it']]);
  });
});

describe('the load that may be taken back', () => {
  it('is the last one in the book', () => {
    expect(lastApplied([{ number: 4, status: 'REFUSED' }, { number: 3, status: 'APPLIED' }, { number: 2, status: 'UNDONE' }, { number: 1, status: 'APPLIED' }])).toBe(3);
    expect(lastApplied([{ number: 1, status: 'UNDONE' }])).toBeNull();
  });
});

describe('a refusal', () => {
  it('leads to its report, not to the command line', () => {
    expect(readRefusal('3 rows are wrong; `loanbook import show 12` shows all')).toEqual({ text: '3 rows are wrong', hint: null, number: 12 });
    expect(readRefusal('3 rows are wrong; --max-rejected 100% shows all')).toEqual({ text: '3 rows are wrong', hint: null, number: null });
  });
  it('says which field is meant', () => {
    expect(readRefusal('the file does not say of which day it is: add --as-of YYYY-MM-DD (as_of_needed)').hint).toContain('“True at”');
    expect(readRefusal('no layout has these columns; run `loanbook import --propose-mapping`').hint).toContain('mapping');
    expect(readRefusal('load 2 came after it').hint).toBeNull();
  });
});
