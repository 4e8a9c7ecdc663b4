import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compact, count, exact, longDate, percent } from './format.js';
import { shapeStartPage } from './startShape.js';

const book = { name: 'Demo', currency: 'USD', reportingDate: '2025-11-23', isDemo: true, provenance: 'Simulated.' };
const executiveKpis = {
  asOf: '2025-11-23',
  totalCustomers: 1000,
  totalLoans: 1000,
  activeLoans: 770,
  originatedAmount: '5800000.00',
  outstandingPrincipal: '3419876.12',
  onTimeRate: { value: 0.758264, numerator: 15850, denominator: 20903 },
  averageCreditScore: { value: 649.61 },
  totalRevenue: '449767.34',
  interestReceived: '440000.00',
  lateFeesReceived: '9767.34',
};

const plain = (text) => text.replaceAll('\u00a0', ' ');

test('compact keeps three significant figures', () => {
  const cases = [
    ['0.00', '0'], ['12.40', '12'], ['-5.5', '-5'], ['9999.49', '9,999'], ['9999.50', '10.0 K'], ['10000', '10.0 K'],
    ['449767.34', '450 K'], ['999499', '999 K'], ['999500.00', '1.00 M'], ['5800000.00', '5.80 M'], ['-5800000.00', '-5.80 M'],
    ['9995000', '10.0 M'], ['12345678', '12.3 M'], ['999499999', '999 M'], ['999500000', '1.00 B'], ['1500000000000', '1500 B'],
  ];
  for (const [input, expected] of cases) assert.equal(plain(compact(input)), expected, input);
});

test('exact changes no digit', () => {
  for (const [input, expected] of [
    ['5800000.00', '5,800,000.00'], [999, '999'], [1000, '1,000'], ['-1234.5', '-1,234.5'],
    ['90071992547409931234.07', '90,071,992,547,409,931,234.07'],
  ]) assert.equal(exact(input), expected);
});

test('counts, percentages and dates', () => {
  assert.equal(count(20903), '20,903');
  assert.equal(plain(count(1250000)), '1.25 M');
  assert.equal(plain(percent('0.758264')), '75.8 %');
  assert.equal(longDate('2025-11-23'), '23 November 2025');
});

test('the cards of a full book', () => {
  const page = shapeStartPage({ book, executiveKpis });
  assert.equal(page.isEmpty, false);
  assert.equal(page.asOfText, '23 November 2025');
  const shown = Object.values(page.cards).map(({ text, detail }) => `${plain(text)} | ${plain(detail)}`);
  assert.deepEqual(shown, [
    '1,000 | with 1,000 loans',
    '770 | of 1,000 disbursed',
    '5.80 M | outstanding 3.42 M',
    '75.8 % | 15,850 of 20,903 instalments',
    '650 | over 1,000 customers',
    '450 K | interest 440 K, late fees 9,767',
  ]);
  assert.equal(page.cards.originated.exact, '5,800,000.00 USD');
});

test('a rate without a denominator is a dash with a reason', () => {
  const none = { value: null, numerator: 0, denominator: 0 };
  const { cards } = shapeStartPage({ book, executiveKpis: { ...executiveKpis, onTimeRate: none, averageCreditScore: null } });
  assert.equal(cards.onTimeRate.text, '–');
  assert.match(cards.onTimeRate.detail, /no instalment/);
  assert.equal(cards.creditScore.text, '–');
});

test('a book without customers is empty', () => {
  assert.equal(shapeStartPage({ book, executiveKpis: { ...executiveKpis, totalCustomers: 0 } }).isEmpty, true);
});
