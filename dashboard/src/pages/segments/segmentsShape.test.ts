import { describe, expect, it } from 'vitest';
import { groupName, wrap, type DimensionId } from '../../format/groups';
import { setLocale } from '../../format/number';
import type { SegmentsQuery } from '../../gql/measures';
import { measureOf } from '../../parts/measures';
import { fillPeriods, meaningOf, scaleOf, shapeCross, shapeList, sortRows, titleFor, type Asked, type ListRow } from './segmentsShape';

setLocale('en-GB');

const NBSP = '\u00a0';
const book = { name: 'Test', currency: 'EUR', currencyExponent: 2, isDemo: true, provenance: null, reportingDate: '2025-06-30' };
const about = (changes: Partial<Asked> = {}): Asked => ({
  by: 'RISK_TIER', and: 'LOAN_TYPE', measure: measureOf('onTime'), filter: {}, behind: (stock, filter) => `${stock} ${JSON.stringify(filter)}`, ...changes,
});

const onTime = (numerator: number, denominator: number) => ({
  executiveKpis: { onTimeRate: { value: denominator ? numerator / denominator : null, numerator: String(numerator), denominator: String(denominator), loanCount: 1 } },
});
const outstanding = (amount: string) => ({ executiveKpis: { outstandingPrincipal: amount } });
const group = (key: (string | null)[], loanCount: number, portfolio: unknown) => ({ key, loanCount, portfolio });
const answer = (portfolio: unknown) => ({ book, portfolio: { asOf: '2025-06-30', ...(portfolio as object) } }) as unknown as SegmentsQuery;

const rates = answer({
  ...onTime(130, 200),
  rows: [group(['Prime'], 60, onTime(90, 100)), group([null], 25, onTime(40, 100))],
  columns: [group(['Auto'], 62, onTime(80, 140)), group(['Business'], 23, onTime(50, 60))],
  cells: [group(['Prime', 'Auto'], 40, onTime(45, 50)), group(['Prime', 'Business'], 20, onTime(25, 50)), group([null, 'Auto'], 22, onTime(5, 5)), group([null, 'Business'], 3, onTime(0, 0))],
});

describe('shapeCross', () => {
  const view = shapeCross(rates, about());

  it('keeps the order of the server, with totals of the server and not means of rates', () => {
    expect(view.columns).toEqual(['Auto', 'Business', 'All']);
    expect(view.rows.map(({ head }) => head)).toEqual(['Prime', 'Not known']);
    expect(view.rows[0]!.cells.map((cell) => cell?.text)).toEqual([`90.0${NBSP}%`, `50.0${NBSP}%`, `90.0${NBSP}%`]);
    expect(view.totals.cells.map(({ text }) => text)).toEqual([`57.1${NBSP}%`, `83.3${NBSP}%`, `65.0${NBSP}%`]);
  });

  it('colours from the lowest to the highest rate that is no chance, and no total', () => {
    const [high, low, total] = view.rows[0]!.cells;
    expect([high!.share, low!.share, total!.share]).toEqual([1, 0, null]);
    expect(view.scale).toBe(`Faint is 50.0${NBSP}%, strong is 90.0${NBSP}%.`);
  });

  it('marks a rate of few, and says of how many', () => {
    const few = view.rows[1]!.cells[0]!;
    expect(few.isFew).toBe(true);
    expect(few.title).toBe(`100.00${NBSP}% · 5 ÷ 5 · 22 loans · few: 5 in the denominator, chance weighs more than the group`);
    expect(view.hasFew).toBe(true);
  });

  it('has a dash and a reason where nothing fell due', () => {
    const none = view.rows[1]!.cells[1]!;
    expect(none).toMatchObject({ text: '–', share: null, isFew: false });
    expect(none.title).toContain('nothing to measure: no instalments fallen due');
  });

  it('links a cell to the loans of both groups, and one not known to nothing', () => {
    expect(view.rows[0]!.cells[0]!.href).toBe('DISBURSED {"riskTier":["Prime"],"loanType":["AUTO"]}');
    expect(view.rows[1]!.cells[0]!.href).toBeUndefined();
    expect(view.totals.cells[0]!.href).toBe('DISBURSED {"loanType":["AUTO"]}');
    expect(view.totals.cells[2]!.href).toBe('DISBURSED {}');
  });

  it('saves every cell and total with what it is made of', () => {
    expect(view.sheet.columns).toEqual(['Risk tier', 'Loan type', 'On-time rate, %', 'Numerator', 'Denominator', 'Loans', 'Few']);
    expect(view.sheet.rows).toHaveLength(4 + 2 + 2 + 1);
    expect(view.sheet.rows[0]).toEqual(['Prime', 'Auto', 90, '45', '50', 40, '']);
    expect(view.sheet.rows.at(-1)).toEqual(['All', 'All', 65, '130', '200', 85, '']);
    expect(view.sheet.rows[3]).toEqual(['Not known', 'Business', null, '0', '0', 3, '']);
  });

  it('has nothing where no loan is in both groups', () => {
    const gap = shapeCross(answer({ ...onTime(1, 2), rows: [group(['Prime'], 1, onTime(1, 2))], columns: [group(['Auto'], 1, onTime(1, 2))], cells: [] }), about());
    expect(gap.rows[0]!.cells[0]).toBeNull();
  });

  it('takes an empty portfolio', () => {
    const empty = shapeCross(answer({ ...onTime(0, 0), rows: [], columns: [], cells: [] }), about());
    expect(empty).toMatchObject({ columns: ['All'], rows: [], scale: '', hasFew: false });
    expect(empty.totals.cells[0]!.text).toBe('–');
  });
});

describe('shapeList', () => {
  const sums = answer({ ...outstanding('1000.50'), rows: [group(['Prime'], 3, outstanding('250.25')), group(['Subprime'], 5, outstanding('750.25'))] });
  const view = shapeList(sums, about({ and: null, measure: measureOf('outstanding') }));

  it('shows sums with their share of the measure, exact on hover, never as few', () => {
    expect(view.rows.map(({ text }) => text)).toEqual(['250', '750']);
    expect(view.rows[0]!.share).toBeCloseTo(0.250125, 6);
    expect(view.rows[0]!.title).toBe('250.25 EUR · 3 loans');
    expect(view.rows[0]!.href).toBe('ACTIVE {"riskTier":["Prime"]}');
    expect(view.hasFew).toBe(false);
    expect(view.total).toMatchObject({ loanCount: 8, text: '1,001' });
    expect(view.sheet.rows).toEqual([['Prime', '250.25', 3], ['Subprime', '750.25', 5], ['All', '1000.50', 8]]);
  });

  it('shares loans where rates do not add up', () => {
    const list = shapeList(rates, about({ and: null }));
    expect(list.shareName).toBe('Share of loans');
    expect(list.rows[0]!.share).toBeCloseTo(60 / 85, 9);
  });

  it('judges a rate of balances by the active loans it is about', () => {
    const par = { activeLoans: 4, days30: { value: 0.5, numerator: '50.00', denominator: '100.00', loanCount: 2 } };
    const list = shapeList(answer({ par, rows: [group(['Prime'], 90, { par })] }), about({ and: null, measure: measureOf('par30') }));
    expect(list.rows[0]!.few).toContain('few: 4 loans');
    expect(list.rows[0]!.title).toContain('50.00 ÷ 100.00 EUR');
  });

  it('sorts by a column and keeps the unknown last', () => {
    const rows = shapeList(answer({ ...onTime(1, 2), rows: [group(['A'], 1, onTime(1, 2)), group(['B'], 9, onTime(0, 0)), group(['C'], 5, onTime(2, 2))] }), about({ and: null })).rows;
    const heads = (key: string | undefined, descending: boolean) => sortRows(rows, key, descending).map(({ head }) => head).join('');
    expect(heads(undefined, false)).toBe('ABC');
    expect(heads('value', true)).toBe('CAB');
    expect(heads('value', false)).toBe('ACB');
    expect(heads('loans', true)).toBe('BCA');
    expect(heads('group', true)).toBe('CBA');
  });
});

describe('fillPeriods', () => {
  const row = (key: string | null) => ({ key }) as ListRow;

  it('leaves a gap for a month, quarter or year without a loan', () => {
    const heads = (rows: ListRow[], by: DimensionId) => fillPeriods(rows, by).map((bar) => `${bar.head}${bar.row ? '' : ' -'}`);
    expect(heads([row('2023-11'), row('2024-02')], 'DISBURSEMENT_MONTH')).toEqual(['Nov 23', 'Dec 23 -', 'Jan 24 -', 'Feb 24']);
    expect(heads([row('2023-Q4'), row('2024-Q2')], 'DISBURSEMENT_QUARTER')).toEqual(['Q4 23', 'Q1 24 -', 'Q2 24']);
    expect(heads([row('2021'), row('2023')], 'DISBURSEMENT_YEAR')).toEqual(['2021', '2022 -', '2023']);
    expect(heads([], 'DISBURSEMENT_YEAR')).toEqual([]);
  });
});

describe('scaleOf', () => {
  it('begins at zero for sums', () => {
    const groups = [10, 30].map((value) => ({ key: [], loanCount: 1, reading: { value, exact: String(value) } }));
    expect(scaleOf(measureOf('loans'), groups)).toEqual({ low: 0, high: 30 });
    expect(scaleOf(measureOf('loans'), [])).toEqual({ low: 0, high: 0 });
  });
});

describe('words', () => {
  it('names groups as a reader would', () => {
    expect(groupName('AMOUNT_BAND', '1000–2500')).toBe('1,000–2,500');
    expect(groupName('AGE_BAND', 'under 25')).toBe('Under 25');
    expect(groupName('EMPLOYMENT_TYPE', 'Employed 1-4 years')).toBe('1 to 4 years');
    expect(groupName('LOAN_STATUS', 'Paid Off')).toBe('Paid off');
    expect(groupName('DISBURSEMENT_MONTH', '2024-07')).toBe('Jul 2024');
    expect(groupName('DISBURSEMENT_QUARTER', '2024-Q3')).toBe('Q3 2024');
    expect(groupName('RISK_TIER', null)).toBe('Not known');
    expect(wrap('Management or highly qualified')).toEqual(['Management or highly', 'qualified']);
  });

  it('names what is shown', () => {
    expect(titleFor({ measure: measureOf('par90'), by: 'AGE_BAND', and: null })).toBe('PAR 90 by age');
    expect(titleFor({ measure: measureOf('nonsense'), by: 'RISK_TIER', and: 'LOAN_TYPE' })).toBe('Outstanding principal by risk tier and loan type');
    expect(meaningOf(measureOf('outstanding'), 'EUR')).toBe('Unpaid principal of the active loans, in EUR');
    expect(meaningOf(measureOf('recovery'), '%')).toBe('Received after the charge-off ÷ amount charged off');
  });
});
