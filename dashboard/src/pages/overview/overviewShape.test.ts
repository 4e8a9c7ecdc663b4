import { beforeAll, describe, expect, test } from 'vitest';
import type { OverviewQuery } from '../../gql/overview';
import { setLocale } from '../../format/number';
import { change } from '../../parts/change';
import { shapeCards, shapeDistribution, shapePayments, shapeRiskCards, shapeTiers } from './overviewShape';

beforeAll(() => setLocale('en-GB'));

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const link = (page: string, own: Record<string, string> = {}) => `./${page}?${new URLSearchParams(own)}`;

const definition = { formula: 'a ÷ b', words: 'What it says.', source: 'CGAP' };
const ratio = (value: number | null, numerator: string, denominator: string, loanCount: number | null = null) => ({ value, numerator, denominator, loanCount });
const defined = (...parts: Parameters<typeof ratio>) => ({ ...ratio(...parts), definition });

function point(asOf: string, customers: number, onTime: number | null, par30: number | null, topShare: number): OverviewQuery['portfolio']['history'][number] {
  return {
    asOf,
    executiveKpis: {
      totalCustomers: customers, totalLoans: customers, activeLoans: 770, originatedAmount: '5800000.00', outstandingPrincipal: '1153000.12',
      onTimeRate: ratio(onTime, '15850', '20903'),
      last30Days: { from: '2025-10-25', to: '2025-11-23', paymentCount: 962, averageDelayDays: ratio(2.29, '2203', '962') },
    },
    par: { days30: ratio(par30, '70000.00', '1153000.12', 57), days90: ratio(0.023, '26500.00', '1153000.12', 23) },
    concentration: { topShare: ratio(topShare, '1.00', '2.00') },
  };
}

const answer: OverviewQuery = {
  book: { name: 'Demo', currency: 'EUR', currencyExponent: 2, isDemo: true, provenance: null, reportingDate: '2025-11-23' },
  portfolio: {
    asOf: '2025-11-23',
    executiveKpis: { onTimeRate: defined(0.758264, '15850', '20903'), last30Days: { averageDelayDays: defined(2.29, '2203', '962') } },
    par: { days30: defined(0.0607, '70000.00', '1153000.12', 57), days90: defined(0.023, '26500.00', '1153000.12', 23) },
    concentration: { topShare: defined(0.071, '81800.00', '1153000.12'), effectiveNumber: 402.4, holders: 770 },
    recoveryOfChargeOffs: {
      total: { loanCount: 40, chargedOffAmount: '146000.00', recoveredAmount: '17700.00', rate: defined(0.1212, '17700.00', '146000.00') },
      byCashMonth: [{ month: '2025-10-01', recoveredAmount: '900.00' }, { month: null, recoveredAmount: '17700.00' }],
    },
    history: [point('2025-10-31', 998, 0.756, 0.0631, 0.066), point('2025-11-23', 1000, 0.758264, 0.0607, 0.071)],
    lending: [
      { from: '2025-10-01', to: '2025-10-31', chargedOffCount: 3, chargedOffAmount: '8275.00' },
      { from: '2025-11-01', to: '2025-11-23', chargedOffCount: 1, chargedOffAmount: '798.00' },
    ],
    receipts: [{ from: '2025-11-23', receiptCount: 20, onTimeCount: 16, lateCount: 3, missedCount: 1, amountCollected: '5812.30' }],
    paymentDistribution: { totalPayments: 20903, distribution: [{ status: 'MISSED', count: 853, share: { value: 0.040807 } }, { status: 'ON_TIME', count: 15850, share: { value: 0.758264 } }] },
    riskTiers: [{ tier: 'Prime', minimumScore: 750, customers: 32, onTimeRate: ratio(null, '0', '0') }, { tier: 'High Risk', minimumScore: 300, customers: 191, onTimeRate: ratio(0.5, '10', '20') }],
  },
};

describe('a change', () => {
  const points = (difference: number) => `${difference > 0 ? '+' : ''}${difference.toFixed(1)}`;

  test('is good or bad by what is good for the measure', () => {
    expect(change(2, 1, '2025-10-31', 'up', points)).toEqual({ text: '+1.0 since 31 Oct', tone: 'good', direction: 'up' });
    expect(change(2, 1, '2025-10-31', 'down', points)?.tone).toBe('bad');
    expect(change(1, 2, '2025-10-31', 'down', points)).toMatchObject({ tone: 'good', direction: 'down' });
    expect(change(2, 1, '2025-10-31', 'none', points)?.tone).toBe('even');
  });

  test('that rounds to nothing is none, and one from nowhere is not shown', () => {
    expect(change(1.01, 1, '2025-10-31', 'up', points)).toEqual({ text: 'unchanged since 31 Oct', tone: 'even', direction: 'even' });
    expect(change(null, 1, '2025-10-31', 'up', points)).toBeNull();
    expect(change(1, null, '2025-10-31', 'up', points)).toBeNull();
  });
});

test('the six cards', () => {
  const cards = shapeCards(answer, link);
  const shown = Object.values(cards).map((card) => plain(`${card.value} | ${card.detail} | ${card.change?.text} | ${card.change?.tone}`));
  expect(shown).toEqual([
    '5.80 M | outstanding 1.15 M | unchanged since 31 Oct | even',
    '75.8 % | 15,850 of 20,903 | +0.2 pt since 31 Oct | good',
    '1,000 | with 1,000 loans | +2 since 31 Oct | even',
    '770 | of 1,000 disbursed | unchanged since 31 Oct | even',
    '2.3 | due 25 Oct to 23 Nov | unchanged since 31 Oct | even',
    '962 | due 25 Oct to 23 Nov | unchanged since 31 Oct | even',
  ]);
  expect(cards.portfolioValue!.exact).toBe('5,800,000.00 EUR');
  expect(cards.customers!.spark).toEqual([998, 1000]);
  expect(cards.activeLoans!.href).toBe('./behind?stock=ACTIVE');
});

test('the five cards of risk', () => {
  const cards = shapeRiskCards(answer, link);
  const shown = Object.values(cards).map((card) => plain(`${card.value} | ${card.detail} | ${card.change?.text} | ${card.change?.tone}`));
  expect(shown).toEqual([
    '6.07 % | 70.0 K on 57 loans | -0.24 pt since 31 Oct | good',
    '2.30 % | 26.5 K on 23 loans | unchanged since 31 Oct | even',
    '798 | 1 loan; to date 40 loans | undefined | undefined',
    '12.1 % | 17.7 K of 146 K | undefined | undefined',
    '7.1 % | of outstanding; 770 borrowers | +0.5 pt since 31 Oct | bad',
  ]);
  expect(cards.recovery!.spark).toEqual([900, 0]);
});

test('a rate without a denominator is a dash, and says why', () => {
  const empty = structuredClone(answer);
  empty.portfolio.history = [point('2022-01-01', 0, null, null, 0)];
  empty.portfolio.par.days30 = defined(null, '0.00', '0.00', 0);
  const { onTimeRate } = shapeCards(empty, link);
  expect(onTimeRate).toMatchObject({ value: '–', exact: 'no instalment has fallen due', change: null });
  expect(shapeRiskCards(empty, link).par30).toMatchObject({ value: '–', exact: 'nothing is outstanding' });
});

test('the tables behind the charts', () => {
  expect(shapePayments(answer).rows).toEqual([['2025-11-23', 20, 16, 3, 1]]);
  expect(shapeDistribution(answer).rows).toEqual([['On time', 15850, 75.83], ['Missed', 853, 4.08]]);
  expect(shapeTiers(answer).rows).toEqual([['Prime', 32, null, 0, 0], ['High Risk', 191, 50, 10, 20]]);
});
