import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../../format/number';
import type { CustomerQuery, LoanRowFragment } from '../../gql/customer';
import { describeMonths, shapeFigures, shapeMonths, shapeProperties } from './customerShape';
import { sortLoans } from './sortLoans';

const BOOK: CustomerQuery['book'] = { name: 'Book', currency: 'EUR', currencyExponent: 2, isDemo: true, provenance: null, reportingDate: '2025-11-23' };
const CUSTOMER: NonNullable<CustomerQuery['customer']> = {
  id: 'customer:5', externalId: 'DEMO-C-5', fullName: 'Nuno Demir', accountCreatedDate: '2022-09-13', age: null, gender: 'MALE', income: '39700.00', creditScore: 558,
  riskTier: 'High Risk', employmentType: 'ONE_TO_FOUR_YEARS', jobType: null, housingStatus: 'FREE', loans: { totalCount: 0, nodes: [] },
};
const ratio = (value: number | null, numerator = '0', denominator = '0') => ({ value, numerator, denominator, loanCount: null });

type Month = CustomerQuery['portfolio']['instalments'][number];
const instalments = (from: string, counts: Partial<Month> = {}): Month => {
  const { onTimeCount = 0, lateCount = 0, overdueCount = 0, missedCount = 0 } = counts;
  return { from, to: from, onTimeCount, lateCount, overdueCount, missedCount, instalmentCount: onTimeCount + lateCount + overdueCount + missedCount, amountDue: '100.00', amountReceived: '50.00' };
};

const answer = (value: number | null): CustomerQuery => ({
  book: BOOK,
  customer: CUSTOMER,
  portfolio: {
    asOf: '2025-11-23',
    executiveKpis: { totalLoans: 2, activeLoans: 1, originatedAmount: '8634.60', outstandingPrincipal: '3564.90', onTimeRate: value === null ? ratio(null) : ratio(value, '9', '24') },
    par: { days30: value === null ? ratio(null) : ratio(1, '3564.90', '3564.90') },
    paymentStatistics: { all: { count: value === null ? 0 : 24, amountDue: '6380.00', amountPaid: '5848.00', meanDaysLate: value === null ? ratio(null) : ratio(18.375, '441', '24') } },
    instalments: [],
  },
});

beforeAll(() => setLocale('en-GB'));

describe('properties', () => {
  it('are in words, and unknown ones stay unknown', () => {
    const facts = Object.fromEntries(shapeProperties(CUSTOMER, BOOK).map(([term, value]) => [term, value]));
    expect(facts).toMatchObject({ 'Risk tier': 'High Risk', 'Yearly income': '39,700.00 EUR', Age: null, Job: null, Employment: '1 to 4 years', 'Signed up': '13 Sept 2022' });
  });
});

describe('figures', () => {
  it('carry what they are made of', () => {
    const [outstanding, onTime, par, delay] = shapeFigures(answer(0.375));
    expect(outstanding).toMatchObject({ value: '3,565', exact: '3,564.90 EUR', detail: 'of 8,635 lent; 1 of 2 loans active' });
    expect(onTime).toMatchObject({ value: '37.5\u00a0%', detail: '9 of 24 instalments' });
    expect(par).toMatchObject({ value: '100.0\u00a0%' });
    expect(delay).toMatchObject({ value: '18.4', unit: 'days', detail: '441 days late over 24 instalments' });
  });

  it('without a denominator are a dash with a reason', () => {
    const [, onTime, par, delay] = shapeFigures(answer(null));
    expect([onTime!.value, par!.value, delay!.value]).toEqual(['–', '–', '–']);
    expect([onTime!.detail, par!.detail, delay!.unit]).toEqual(['no instalment has fallen due', 'nothing is outstanding', undefined]);
  });
});

describe('months', () => {
  it('begin with the first in which anything fell due, and show the worst of each', () => {
    const months = [
      instalments('2024-11-01'), instalments('2024-12-01', { onTimeCount: 2 }), instalments('2025-01-01', { onTimeCount: 1, lateCount: 1 }),
      instalments('2025-02-01'), instalments('2025-03-01', { overdueCount: 1, lateCount: 1 }), instalments('2025-04-01', { missedCount: 1, overdueCount: 1 }),
    ];
    const years = shapeMonths(months);
    expect(years.map(({ year }) => year)).toEqual(['2024', '2025']);
    expect(years[0]!.cells.slice(10).map((cell) => cell && cell.state)).toEqual([null, 'onTime']);
    expect(years[1]!.cells.slice(0, 5).map((cell) => cell && cell.state)).toEqual(['late', null, 'overdue', 'missed', null]);
    expect(years[1]!.cells[1]!.title).toBe('Feb 2025: nothing fell due');
    expect(years[1]!.cells[0]!.title).toBe('Jan 2025: 1 on time, 1 late; 50.00 of 100.00 received');
    expect(describeMonths(months)).toBe('3 on time, 2 late, 2 overdue, 1 missed; a month shows its worst');
  });

  it('without an instalment are none', () => {
    expect(shapeMonths([instalments('2025-01-01')])).toEqual([]);
    expect(shapeMonths([])).toEqual([]);
    expect(describeMonths([])).toBe('Instalments –');
  });
});

describe('the order of the loans', () => {
  const loan = (id: string, amount: string, disbursementDate: string | null) => ({ id, amount, interestRate: '0.05', disbursementDate }) as LoanRowFragment;
  const rows = [loan('loan:10', '900.00', '2025-01-01'), loan('loan:9', '1000.00', null), loan('loan:11', '50.00', '2024-01-01')];
  const order = (key: string, descending: boolean) => sortLoans(rows, { key, descending }).map(({ id }) => id.slice(5));

  it('is by number, not by text, with unknown values last both ways', () => {
    expect(order('ID', false)).toEqual(['9', '10', '11']);
    expect(order('AMOUNT', true)).toEqual(['9', '10', '11']);
    expect(order('DISBURSEMENT_DATE', false)).toEqual(['11', '10', '9']);
    expect(order('DISBURSEMENT_DATE', true)).toEqual(['10', '11', '9']);
  });
});
