import { beforeAll, describe, expect, it } from 'vitest';
import type { AgeingQuery } from '../../gql/ageing';
import type { CuresQuery } from '../../gql/cures';
import type { DelinquencyCardsQuery } from '../../gql/delinquencyCards';
import type { ParHistoryQuery } from '../../gql/parHistory';
import type { RollRatesQuery } from '../../gql/rollRates';
import { setLocale } from '../../format/number';
import type { Filter } from '../../state/filter';
import { daysWords, shapeAgeing, shapeBuckets } from './ageingShape';
import { distinctMonths, shapeCards } from './cardsShape';
import { quarterDays, quarterWords, shapeCures, shapeFirstPayments } from './curesShape';
import { addDecimals, completeMonths, lastComplete, monthsWords, pointLabel, unfinished } from './months';
import { shapePar } from './parShape';
import { hasNoWayOut, rollSheet, shapeLoss, shapeNetFlow, shapeRollRates, totalLoss } from './rollRatesShape';
import { darkest, pickCurves, shapeCurves, shapeVintages, vintageSheet, type Vintage } from './vintagesShape';

beforeAll(() => setLocale('en-GB'));

const book = { name: 'Book', currency: 'EUR', currencyExponent: 2, isDemo: false, provenance: null, reportingDate: '2025-11-23' };
const link = (page: string, own: Record<string, string> = {}) => `./${page}?${new URLSearchParams(own)}`;
const definition = { formula: 'a ÷ b', words: 'Words.', source: 'Book' };
const ratio = (value: number | null, numerator: string, denominator: string, loanCount: number | null = null) => ({ value, numerator, denominator, loanCount, definition });

describe('months', () => {
  it('ends at the last complete one', () => {
    expect(lastComplete('2025-11-23')).toBe('2025-10-31');
    expect(lastComplete('2025-11-30')).toBe('2025-11-30');
    expect(completeMonths('2024-03-30', 3)).toEqual(['2024-02-29', '2024-01-31', '2023-12-31']);
  });

  it('names a point by its month, and the last one by its day where the month goes on', () => {
    expect(pointLabel('2025-10-31')).toBe('Oct 25');
    expect(pointLabel('2025-11-23')).toBe('23 Nov');
    expect(unfinished('2025-11-23')).toContain('23 November 2025');
    expect(unfinished('2025-10-31')).toBe('');
  });

  it('names one month and several', () => {
    expect(monthsWords('2025-09-30', '2025-10-31')).toBe('October 2025');
    expect(monthsWords('2025-07-31', '2025-10-31')).toBe('Aug 2025 to Oct 2025');
  });

  it('adds amounts digit for digit', () => {
    expect(addDecimals(['0.10', '0.20', '9007199254740993.01'])).toBe('9007199254740993.31');
    expect(addDecimals(['-1.50', '1'])).toBe('-0.50');
    expect(addDecimals(['5', '7'])).toBe('12');
    expect(addDecimals([])).toBe('0');
  });
});

const bucket = (name: string, fromDays: number, toDays: number | null, loanCount: number, balance: string, share: number | null) => ({
  bucket: name, fromDays, toDays, loanCount, balance, overdueAmount: '1.25', share: { value: share },
});
const ageing: AgeingQuery = {
  book,
  portfolio: {
    asOf: '2025-11-23',
    history: [
      { asOf: '2025-10-31', ageing: { buckets: [bucket('current', 0, 0, 0, '0.00', null), bucket('1-29', 1, 29, 0, '0.00', null)] } },
      { asOf: '2025-11-23', ageing: { buckets: [bucket('current', 0, 0, 3, '300.10', 0.75), bucket('1-29', 1, 29, 1, '100.05', 0.25)] } },
    ],
  },
};

describe('ageing', () => {
  it('has a column a bucket, in the measure that is asked for', () => {
    expect(shapeAgeing(ageing, 'balance').columns).toEqual(['Date', 'Current, EUR', '1–29, EUR']);
    expect(shapeAgeing(ageing, 'balance').rows[1]).toEqual(['2025-11-23', '300.10', '100.05']);
    expect(shapeAgeing(ageing, 'loans').rows[1]).toEqual(['2025-11-23', 3, 1]);
    expect(shapeAgeing(ageing, 'share').rows).toEqual([['2025-10-31', null, null], ['2025-11-23', 75, 25]]);
  });

  it('adds up the buckets of the date', () => {
    expect(shapeBuckets(ageing)).toMatchObject({ loanCount: 4, balance: '400.15', overdueAmount: '2.50' });
    expect(shapeBuckets({ ...ageing, portfolio: { asOf: '', history: [] } })).toEqual({ buckets: [], loanCount: 0, balance: '0', overdueAmount: '0' });
  });

  it('says from and to', () => {
    expect(daysWords({ fromDays: 0, toDays: 0 })).toBe('0');
    expect(daysWords({ fromDays: 30, toDays: 59 })).toBe('30–59');
    expect(daysWords({ fromDays: 120, toDays: null })).toBe('120 and more');
  });
});

const cure = (to: string, cured: string, of: string) => ({ from: '', to, cured: ratio(of === '0' ? null : Number(cured) / Number(of), cured, of), paidOff: ratio(0, '0', of) });
const point = (asOf: string, par30: number | null, cureTo: string, cured: string) => ({
  asOf,
  par: { activeLoans: 10, days30: ratio(par30, '60.00', '1000.00', 2), days60: ratio(0.03, '30.00', '1000.00', 1), days90: ratio(0, '0.00', '1000.00', 0) },
  arrearsRate: ratio(0.02, '20.00', '1000.00', 3),
  cureRate: cure(cureTo, cured, '10'),
  firstPaymentDefault: ratio(0.1, '1', '10', 1),
});
const cards: DelinquencyCardsQuery = {
  book,
  portfolio: { asOf: '2025-11-23', history: [point('2025-09-30', 0.05, '2025-09-30', '5'), point('2025-10-31', 0.055, '2025-10-31', '4'), point('2025-11-23', 0.06, '2025-10-31', '4')] },
};

describe('cards', () => {
  it('say what they are made of, and what has changed since the month-end before', () => {
    const { par30, arrears, firstPayment } = shapeCards(cards, link);
    expect(par30).toMatchObject({ label: 'PAR 30', detail: '60 of 1,000', href: './behind?daysPastDue=30', spark: [0.05, 0.055, 0.06] });
    expect(par30!.value).toBe('6.00\u00a0%');
    expect(par30!.change).toEqual({ text: '+0.50\u00a0pt since 31 Oct', tone: 'bad', direction: 'up' });
    expect(par30!.facts).toContainEqual(['Loans', '2']);
    expect(arrears!.href).toBe('./behind?stock=OVERDUE');
    expect(firstPayment).toMatchObject({ detail: '1 of 10 loans', href: './behind?fpd=30' });
  });

  it('compare a cure rate with that of the month before, though two dates have the same last month', () => {
    const { cure: card } = shapeCards(cards, link);
    expect(card).toMatchObject({ label: 'Cure rate, Oct 2025', detail: '4 of 10 loans', spark: [0.5, 0.4], href: './behind?cured=2025-10-31' });
    expect(card!.change).toMatchObject({ text: '-10.0\u00a0pt since 30 Sept', tone: 'bad' });
  });

  it('show no rate where there is nothing to measure against', () => {
    const { par30 } = shapeCards({ book, portfolio: { asOf: '', history: [point('2025-10-31', 0.05, '2025-10-31', '1'), point('2025-11-23', null, '2025-10-31', '1')] } }, link);
    expect(par30).toMatchObject({ value: '–', exact: 'nothing is outstanding', change: null });
    expect(shapeCards({ book, portfolio: { asOf: '', history: [] } }, link)).toEqual({});
  });

  it('keep each month once', () => {
    expect(distinctMonths([{ to: 'a' }, { to: 'b' }, { to: 'b' }])).toEqual([{ to: 'a' }, { to: 'b' }]);
  });
});

it('portfolio at risk keeps a gap where nothing was outstanding', () => {
  const none = { value: null, numerator: '0.00', denominator: '0.00', loanCount: 0 };
  const some = { value: 0.0607123, numerator: '60.71', denominator: '1000.00', loanCount: 2 };
  const answer: ParHistoryQuery = { portfolio: { asOf: '', history: [{ asOf: '2025-10-31', par: { days30: none, days60: none, days90: none } }, { asOf: '2025-11-23', par: { days30: some, days60: none, days90: none } }] } };
  const { columns, rows } = shapePar(answer, 'EUR');
  expect(columns.slice(0, 5)).toEqual(['Date', 'PAR 30, %', 'PAR 60, %', 'PAR 90, %', 'PAR 30, EUR']);
  expect(rows[0]!.slice(0, 4)).toEqual(['2025-10-31', null, null, null]);
  expect(rows[1]).toEqual(['2025-11-23', 6.071, null, null, '60.71', 2, '0.00', 0, '0.00', 0]);
});

type Rates = RollRatesQuery['portfolio']['rollRates'];
const cell = (state: string, loanCount: number, balance: string, byCount: number | null) => ({ state, loanCount, balance, byCount: { value: byCount }, byBalance: { value: byCount === null ? null : byCount / 2 } });
const rates: Rates = {
  from: '2025-09-30', to: '2025-10-31', states: ['current', '1-29', 'paid_off', 'charged_off'],
  rows: [
    {
      bucket: 'current', loanCount: 4, balance: '400.00',
      cells: [cell('current', 3, '300.00', 0.75), cell('1-29', 1, '100.00', 0.25), cell('paid_off', 0, '0.00', 0), cell('charged_off', 0, '0.00', 0)],
      rollForward: ratio(0.25, '1', '4'), stay: ratio(0.75, '3', '4'), rollBack: ratio(0, '0', '4'), cure: ratio(null, '0', '0'),
    },
    {
      bucket: '1-29', loanCount: 0, balance: '0.00',
      cells: [cell('current', 0, '0.00', null), cell('1-29', 0, '0.00', null), cell('paid_off', 0, '0.00', null), cell('charged_off', 0, '0.00', null)],
      rollForward: ratio(null, '0', '0'), stay: ratio(null, '0', '0'), rollBack: ratio(null, '0', '0'), cure: ratio(null, '0', '0'),
    },
  ],
  netFlow: [{ into: '1-29', rate: ratio(0.25, '100.00', '400.00') }, { into: 'charged_off', rate: ratio(null, '0.00', '0.00') }],
  ultimateLoss: { expectedLoss: '33.34', buckets: [{ bucket: 'current', balance: '300.00', lossRate: 0.0333333 }, { bucket: '1-29', balance: '100.00', lossRate: null }] },
};

describe('roll rates', () => {
  const asked = { scheme: 'US', by: 'count', months: 1, currency: 'EUR', exponent: 2 } as const;

  it('have a column a state, and beside each row where it went', () => {
    const { columns, rows } = shapeRollRates(rates, asked, link);
    expect(columns).toEqual(['Loans', 'Current', '1–29', 'Paid off', 'Charged off', 'Roll forward', 'Stay', 'Roll back', 'Cured']);
    expect(rows[0]!.cells.map((shown) => shown?.text ?? null)).toEqual(['4', '75.0\u00a0%', '25.0\u00a0%', '0.0\u00a0%', '0.0\u00a0%', '25.0\u00a0%', '75.0\u00a0%', '0.0\u00a0%', null]);
    expect(rows[0]!.cells[2]!.title).toBe('1 loan, 100.00 EUR: 25.0\u00a0% of the loans, 12.5\u00a0% of the balance');
  });

  it('link a cell of one month to its loans, and none of several months or without loans', () => {
    const [row] = shapeRollRates(rates, asked, link).rows;
    expect(row!.cells[2]!.href).toBe('./behind?rollFrom=current&rollTo=1-29&month=2025-10-31&scheme=US');
    expect(row!.cells[3]!.href).toBeUndefined();
    expect(shapeRollRates(rates, { ...asked, months: 3 }, link).rows[0]!.cells[2]!.href).toBeUndefined();
  });

  it('show an empty row as unknown, by count and by balance', () => {
    expect(shapeRollRates(rates, asked, link).rows[1]!.cells.slice(1)).toEqual(Array(8).fill(null));
    expect(shapeRollRates(rates, { ...asked, by: 'balance' }, link).rows[0]!.cells[1]).toMatchObject({ text: '37.5\u00a0%', share: 0.375 });
  });

  it('go into a file movement by movement', () => {
    expect(rollSheet(rates, 'EUR').rows).toHaveLength(8);
    expect(rollSheet(rates, 'EUR').rows[1]).toEqual(['Current', '1–29', 1, '100.00', 25, 12.5]);
    expect(rollSheet(rates, 'EUR').rows[4]).toEqual(['1–29', 'Current', 0, '0.00', null, null]);
  });

  it('name the steps of the net flow', () => {
    expect(shapeNetFlow(rates)).toEqual([
      { step: 'Current to 1–29', value: 0.25, numerator: '100.00', denominator: '400.00' },
      { step: '90+ to charged off', value: null, numerator: '0.00', denominator: '0.00' },
    ]);
  });

  it('give the expected loss by bucket, and the server’s in all', () => {
    expect(shapeLoss(rates, 2).map(({ expectedLoss }) => expectedLoss)).toEqual(['10.00', null]);
    expect(totalLoss(rates)).toEqual({ balance: '400.00', expectedLoss: '33.34', lossRate: 33.34 / 400 });
    expect(totalLoss({ ...rates, ultimateLoss: { expectedLoss: null, buckets: [] } })).toEqual({ balance: '0', expectedLoss: null, lossRate: null });
    expect(hasNoWayOut(rates)).toBe(true);
  });
});

const vintage = (from: string, loanCount: number, values: (number | null)[]): Vintage => ({
  from, to: from, loanCount, amount: '1000.00',
  cells: values.map((value, monthOnBook) => ({ monthOnBook, loanCount: value === null ? null : Math.round(value * loanCount), rate: value === null ? null : { value, numerator: String(Math.round(value * loanCount)), denominator: String(loanCount) } })),
});

describe('vintages', () => {
  const old = vintage('2024-01-01', 50, [0, 0.02, 0.04, 0.1, 0.2]);
  const small = vintage('2024-04-01', 2, [0, 0.5, 0.5, 1, null]);
  const young = vintage('2024-07-01', 40, [0, 0.025, null, null, null]);
  const asked = { every: 'QUARTER', measure: 'EVER_30', isAmount: false, currency: 'EUR', exponent: 2 } as const;

  it('are coloured against the highest of those with loans enough', () => {
    expect(darkest([old, small])).toBe(0.2);
    expect(darkest([small])).toBe(1);
    expect(darkest([])).toBe(0);
  });

  it('link what has happened, and leave open what has not been seen', () => {
    const { columns, rows } = shapeVintages([old, small, young], asked, link);
    expect(columns).toEqual(['Loans', '0', '1', '2', '3', '4']);
    expect(rows.map(({ head }) => head)).toEqual(['Q1 2024', 'Q2 2024', 'Q3 2024']);
    expect(rows[0]!.cells[4]).toMatchObject({ text: '10.0', share: 0.5, href: './behind?vintage=2024-01-01&every=QUARTER&measure=EVER_30&mob=3' });
    expect(rows[0]!.cells[1]).toMatchObject({ text: '0.0', share: 0, href: undefined });
    expect(rows[1]!.cells[4]!.share).toBe(1);
    expect(rows[2]!.cells[3]).toBeNull();
    expect(shapeVintages([], asked, link)).toEqual({ columns: ['Loans'], rows: [] });
  });

  it('make curves of the latest that are old enough', () => {
    expect(pickCurves([old, small, young])).toEqual([old, small]);
    expect(pickCurves(Array.from({ length: 7 }, () => old))).toHaveLength(5);
    const sheet = shapeCurves([old, small], 'QUARTER');
    expect(sheet.columns).toEqual(['Month on book', 'Q1 2024, %', 'Q2 2024, %']);
    expect(sheet.rows).toEqual([[0, 0, 0], [1, 2, 50], [2, 4, 50], [3, 10, 100], [4, 20, null]]);
    expect(shapeCurves([], 'QUARTER').rows).toEqual([]);
  });

  it('go into a file cell by cell', () => {
    expect(vintageSheet([young], 'MONTH').rows).toEqual([
      ['Jul 2024', 40, '1000.00', 0, 0, '0', '40', 0],
      ['Jul 2024', 40, '1000.00', 1, 2.5, '1', '40', 1],
    ]);
  });
});

describe('cures and first payments', () => {
  const group = (key: string | null, numerator: string, denominator: string, loanCount: number) => ({
    key: [key], loanCount, portfolio: { firstPaymentDefault: ratio(denominator === '0' ? null : Number(numerator) / Number(denominator), numerator, denominator) },
  });
  const answer: CuresQuery = {
    portfolio: {
      asOf: '2025-11-23',
      history: [{ cureRate: cure('2025-09-30', '5', '10') }, { cureRate: cure('2025-10-31', '0', '0') }, { cureRate: cure('2025-10-31', '0', '0') }],
      groupBy: [group(null, '1', '1', 1), group('2025-Q2', '3', '60', 81), group('2025-Q3', '0', '0', 5)],
    },
  };
  const linkTo = (page: string, own: Record<string, string>, filter: Filter) => `${link(page, own)}&${JSON.stringify(filter)}`;

  it('have each month once, and link those that have loans', () => {
    const sheet = shapeCures(answer, link);
    expect(sheet.rows).toEqual([['Sept 25', 50, 0, 5, 0, 10], ['Oct 25', null, 0, 0, 0, 0]]);
    expect(sheet.links).toEqual(['./behind?cured=2025-09-30', null]);
  });

  it('link a quarter within the segment', () => {
    const sheet = shapeFirstPayments(answer, { disbursementDate: ['2025-05-01', ''] }, linkTo);
    expect(sheet.rows).toEqual([['Q2 2025', 5, 3, 60, 81], ['Q3 2025', null, 0, 0, 5]]);
    expect(sheet.links).toEqual(['./behind?fpd=30&{"disbursementDate":["2025-05-01","2025-06-30"]}', null]);
    expect(shapeFirstPayments(answer, {}, linkTo).links![0]).toContain('["2025-04-01","2025-06-30"]');
  });

  it('know the days of a quarter', () => {
    expect(quarterWords('2024-Q3')).toBe('Q3 2024');
    expect(quarterDays('2023-Q4')).toEqual(['2023-10-01', '2023-12-31']);
  });
});
