import { beforeAll, expect, test } from 'vitest';
import { compact, decimal, percent, setLocale, signed, signedCompact } from './number';

beforeAll(() => setLocale('en-GB'));

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('compact keeps three significant figures', () => {
  const cases: [string, string][] = [
    ['0.00', '0'], ['12.40', '12'], ['9999.49', '9,999'], ['9999.50', '10.0 K'], ['449767.34', '450 K'], ['999500.00', '1.00 M'],
    ['5800000.00', '5.80 M'], ['-5800000.00', '-5.80 M'], ['12345678', '12.3 M'], ['999500000', '1.00 bn'],
  ];
  for (const [input, expected] of cases) expect(plain(compact(input)), input).toBe(expected);
});

test('an exact amount loses no digit', () => {
  expect(decimal('5800000.00', 2)).toBe('5,800,000.00');
  expect(decimal('90071992547409931234.07', 2)).toBe('90,071,992,547,409,931,234.07');
  expect(decimal('-1234.5', 2)).toBe('-1,234.50');
});

test('what is not known is a dash, never zero', () => {
  for (const show of [decimal, compact, percent]) {
    expect(show(null)).toBe('–');
    expect(show(undefined)).toBe('–');
  }
});

test('rates and differences', () => {
  expect(plain(percent(0.758264))).toBe('75.8 %');
  expect(plain(percent(0.0607, 2))).toBe('6.07 %');
  expect(plain(signed(1.24, 1, 'pt'))).toBe('+1.2 pt');
  expect(plain(signed(-0.04, 1, 'pt'))).toBe('0.0 pt');
  expect(plain(signedCompact(-12500))).toBe('−12.5 K');
});

test('another locale has its own marks', () => {
  setLocale('de-DE');
  expect(decimal('5800000.00', 2)).toBe('5.800.000,00');
  expect(plain(percent(0.758))).toBe('75,8 %');
  setLocale('en-GB');
});
