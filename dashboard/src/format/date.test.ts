import { beforeAll, expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, isDate, longDate, month, monthEnd, stepFrom } from './date';
import { setLocale } from './number';

beforeAll(() => setLocale('en-GB'));

test('only dates that exist are dates', () => {
  for (const text of ['2024-02-29', '2025-12-31']) expect(isDate(text), text).toBe(true);
  for (const text of ['2023-02-30', '2025-13-01', '25-01-01', 'today', '']) expect(isDate(text), text).toBe(false);
});

test('days and months', () => {
  expect(addDays('2025-03-01', -1)).toBe('2025-02-28');
  expect(monthEnd('2024-01-15', 1)).toBe('2024-02-29');
  expect(monthEnd('2025-01-31', -1)).toBe('2024-12-31');
  expect(addMonths('2025-01-31', 1)).toBe('2025-02-28');
  expect(addMonths('2025-01-15', -2)).toBe('2024-11-15');
  expect(daysBetween('2025-10-26', '2025-11-23')).toBe(28);
});

test('a step of a month goes from end to end', () => {
  expect(stepFrom('2025-11-23', -1, 'Month')).toBe('2025-10-31');
  expect(stepFrom('2025-10-31', -1, 'Month')).toBe('2025-09-30');
  expect(stepFrom('2025-10-31', 1, 'Month')).toBe('2025-11-30');
  expect(stepFrom('2025-11-23', 1, 'Month')).toBe('2025-11-30');
  expect(stepFrom('2025-03-01', -1, 'Week')).toBe('2025-02-22');
  expect(stepFrom('2024-02-28', 1, 'Day')).toBe('2024-02-29');
});

test('words', () => {
  expect(longDate('2025-11-23')).toBe('23 November 2025');
  expect(month('2025-11-23')).toBe('Nov 2025');
});
