import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../../format/number';
import type { LoanQuery } from '../../gql/loan';
import { monthTicks } from './charts';
import {
  dayNumber, describeMonths, fromMinor, nextOwed, scheduleSheet, shapeApplication, shapeCourse, shapeFigures, shapeMonths, shapeSchedule, shapeTerms, standing, standingWords,
  toMinor, totalsOf, type Loan,
} from './loanShape';

type Repayment = Loan['repayments']['nodes'][number];

const BOOK: LoanQuery['book'] = { name: 'Book', currency: 'EUR', currencyExponent: 2, isDemo: true, provenance: null, reportingDate: '2025-03-20' };
const row = (installmentNumber: number, dueDate: string, received: string) => ({ installmentNumber, dueDate, amountDue: '100.10', principalDue: '90.05', interestDue: '10.05', received });
const paid = (installmentNumber: number, status: Repayment['status'], paidDate: string | null, more: Partial<Repayment> = {}): Repayment => ({
  installmentNumber, status, paidDate, daysPastDue: 0, lateFee: '0.00', recoveredAmount: '0.00', recoveredDate: null, ...more,
});
const LOAN: Loan = {
  id: 'loan:7', externalId: 'DEMO-L-7', loanType: 'AUTO', status: 'ACTIVE', amount: '450.25', interestRate: '0.0590', termMonths: 5, disbursementDate: '2024-12-10', monthlyInstallment: '100.10',
  customer: null, currency: 'EUR', applicationDate: null, approvalDate: null, chargeOffDate: null,
  submittedAt: '2024-12-08T00:37:00Z', documentsAt: '2024-12-08T21:07:00Z', creditCheckedAt: null, decidedAt: '2024-12-10T21:07:00Z', contractSignedAt: null, disbursedAt: null,
  schedule: [row(1, '2025-01-10', '100.10'), row(2, '2025-02-10', '100.10'), row(3, '2025-03-10', '40.00'), row(4, '2025-04-10', '100.10'), row(5, '2025-05-10', '0.00')],
  repayments: { nodes: [paid(1, 'ON_TIME', '2025-01-09'), paid(2, 'LATE', '2025-02-12', { daysPastDue: 2, lateFee: '5.00' }), paid(3, 'LATE', '2025-03-11', { daysPastDue: 10 })] },
};
const ratio = (value: number | null, numerator = '0', denominator = '0') => ({ value, numerator, denominator, loanCount: null });
const buckets = (place: number, overdueAmount = '60.10') => ['current', '1-29', '30-59', '60-89', '90-119', '120+'].map((bucket, at) => ({ bucket, loanCount: at === place ? 1 : 0, overdueAmount: at === place ? overdueAmount : '0.00' }));
const PORTFOLIO: LoanQuery['portfolio'] = {
  asOf: '2025-03-20',
  executiveKpis: { outstandingPrincipal: '250.00', interestReceived: '20.10', lateFeesReceived: '5.00', onTimeRate: ratio(1 / 3, '1', '3') },
  ageing: { buckets: buckets(1) },
  paymentStatistics: { all: { count: 3, amountDue: '300.30', amountPaid: '240.20', meanDaysLate: ratio(4, '12', '3') } },
  history: [{ asOf: '2024-11-30', ageing: { buckets: buckets(-1) } }, { asOf: '2024-12-31', ageing: { buckets: buckets(0) } }, { asOf: '2025-01-31', ageing: { buckets: buckets(2) } }, { asOf: '2025-03-20', ageing: { buckets: buckets(-1) } }],
  receipts: [{ to: '2024-12-15', amountCollected: '0.00' }, { to: '2025-01-12', amountCollected: '100.10' }, { to: '2025-02-16', amountCollected: '100.10' }, { to: '2025-03-16', amountCollected: '40.00' }],
};

beforeAll(() => setLocale('en-GB'));

describe('money', () => {
  it.each([['100.10', 2, 10010n], ['0.05', 2, 5n], ['-3.5', 2, -350n], ['1200', 0, 1200n], ['1.234', 3, 1234n], ['12', 3, 12000n]] as const)('%s with %d decimals', (text, exponent, minor) => {
    expect(toMinor(text, exponent)).toBe(minor);
  });

  it('is written with all of its decimals', () => {
    expect([fromMinor(5n, 2), fromMinor(-350n, 2), fromMinor(1200n, 0), fromMinor(0n, 3)]).toEqual(['0.05', '-3.50', '1200', '0.000']);
  });
});

describe('the schedule', () => {
  const rows = shapeSchedule(LOAN, BOOK, BOOK.reportingDate);

  it('tells late from overdue, and what is not due from what was paid ahead', () => {
    expect(rows.map(({ state }) => state)).toEqual(['On time', 'Late', 'Overdue', 'Paid ahead', 'Scheduled']);
    expect(rows.map(({ remark }) => remark)).toEqual(['', '2 days, fee 5.00', '10 days', '', '']);
    expect(rows[4]!.paidDate).toBeNull();
  });

  it('tells a recovery of a missed instalment', () => {
    const missed = { ...LOAN, repayments: { nodes: [paid(1, 'MISSED', '2025-01-09', { daysPastDue: 1, recoveredDate: '2025-03-12' })] } };
    expect(shapeSchedule(missed, BOOK, BOOK.reportingDate)[0]).toMatchObject({ state: 'Missed', remark: '1 day, recovered 12 Mar 2025' });
  });

  it('adds up to the cent', () => {
    expect(totalsOf(rows, 2)).toEqual({ amountDue: '500.50', principal: '450.25', interest: '50.25', received: '340.30' });
    expect(totalsOf([], 2).amountDue).toBe('0.00');
  });

  it('names what the oldest open instalment lacks', () => {
    expect(nextOwed(rows, 2)).toBe('60.10');
    expect(nextOwed(rows.slice(0, 2), 2)).toBe('');
  });

  it('as a file has a row for each instalment', () => {
    const sheet = scheduleSheet(rows, 'EUR');
    expect(sheet.rows).toHaveLength(5);
    expect(sheet.rows[1]).toEqual([2, '2025-02-10', '100.10', '90.05', '10.05', '100.10', 'Late', '2025-02-12', '2 days, fee 5.00']);
    expect(sheet.columns).toHaveLength(9);
  });
});

describe('the course', () => {
  it('adds up what fell due and what came, and knows nothing received after the as-of date', () => {
    expect(shapeCourse(LOAN, PORTFOLIO, BOOK).rows).toEqual([
      ['2024-12-10', '0.00', '0.00'],
      ['2025-01-10', '100.10', '0.00'],
      ['2025-01-12', '100.10', '100.10'],
      ['2025-02-10', '200.20', '100.10'],
      ['2025-02-16', '200.20', '200.20'],
      ['2025-03-10', '300.30', '200.20'],
      ['2025-03-16', '300.30', '240.20'],
      ['2025-03-20', '300.30', '240.20'],
      ['2025-04-10', '400.40', null],
      ['2025-05-10', '500.50', null],
    ]);
  });

  it('of a loan that was not paid out is empty', () => {
    expect(shapeCourse({ ...LOAN, disbursementDate: null }, PORTFOLIO, BOOK).rows).toEqual([]);
  });

  it('has at most seven ticks, on firsts of months', () => {
    expect(monthTicks('2024-12-10', '2025-03-20')).toEqual(['2025-01-01', '2025-02-01', '2025-03-01'].map(dayNumber));
    const ticks = monthTicks('2021-11-17', '2025-11-17');
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks[0]).toBe(dayNumber('2022-01-01'));
    expect(dayNumber('1970-01-02')).toBe(1);
  });
});

describe('the months', () => {
  it('begin with the payout and end paid off or charged off', () => {
    const years = shapeMonths(LOAN, PORTFOLIO.history);
    expect(years.map(({ year }) => year)).toEqual(['2024', '2025']);
    expect(years[0]!.cells[10]).toBeNull();
    expect(years[0]!.cells[11]).toMatchObject({ mark: '--bucket-0', sign: '0', title: '31 Dec 2024: current' });
    expect(years[1]!.cells[0]).toMatchObject({ mark: '--bucket-2', sign: '30', title: '31 Jan 2025: 30–59 days past due' });
    expect(years[1]!.cells[2]).toMatchObject({ sign: 'PO', title: '20 Mar 2025: paid off' });
    const lost = shapeMonths({ ...LOAN, chargeOffDate: '2025-02-01' }, PORTFOLIO.history);
    expect(lost[1]!.cells[2]).toMatchObject({ sign: 'CO', look: 'hatched' });
  });

  it('say when they do not begin with the loan', () => {
    expect(describeMonths(LOAN, PORTFOLIO.history)).toMatch(/^A cell a month/);
    expect(describeMonths(LOAN, PORTFOLIO.history.slice(2))).toMatch(/^From Jan 2025, not from the first month/);
  });

  it('of a loan that was not paid out are none', () => {
    expect(shapeMonths({ ...LOAN, disbursementDate: null }, PORTFOLIO.history)).toEqual([]);
    expect(standing({ disbursementDate: '2025-01-01', chargeOffDate: null }, '2024-12-31', buckets(0))).toBe('notDisbursed');
    expect(standingWords('chargedOff')).toBe('charged off');
  });
});

describe('the figures', () => {
  const answer = { book: BOOK, loan: LOAN, portfolio: PORTFOLIO };

  it('tell where the loan stands and what is overdue', () => {
    const [outstanding, where, overdue, received, onTime] = shapeFigures(answer, LOAN);
    expect(outstanding).toMatchObject({ value: '250', exact: '250.00 EUR', detail: 'of 450 lent' });
    expect(where).toMatchObject({ value: '1–29 days', detail: 'past due' });
    expect(overdue).toMatchObject({ value: '60', exact: '60.10 EUR' });
    expect(received).toMatchObject({ exact: '240.20 EUR', detail: 'of 300 fallen due' });
    expect(onTime).toMatchObject({ value: '33.3\u00a0%', detail: '1 of 3 instalments' });
  });

  it('of a loan that is over have nothing overdue, which is not 0', () => {
    const over = { ...answer, portfolio: { ...PORTFOLIO, ageing: { buckets: buckets(-1) } } };
    const [, where, overdue] = shapeFigures(over, LOAN);
    expect(where!.value).toBe('Paid off');
    expect(overdue).toMatchObject({ value: '–', unit: undefined, exact: 'the loan is not active' });
  });
});

describe('terms and application', () => {
  it('are in words', () => {
    const terms = Object.fromEntries(shapeTerms(LOAN, BOOK).map(([term, value]) => [term, value]));
    expect(terms).toMatchObject({ 'Amount lent': '450.25 EUR', 'Interest rate': '5.90\u00a0% a year', Term: '5 months', Disbursed: '10 Dec 2024' });
    expect(terms['Charged off']).toBeUndefined();
  });

  it('count the time since the last step that is known', () => {
    expect(shapeApplication(LOAN).map(({ took }) => took)).toEqual(['', 'after 20.5 h', '', 'after 2.0 days', '', '']);
  });
});
