// Month-ends and months as this page names them. Pure.

import { longDate, longMonth, month, monthEnd, shortDate, shortMonth } from '../../format/date';

/** A point of a history: "Oct 25", or the day where the month has not ended. */
export const pointLabel = (asOf: string) => (asOf === monthEnd(asOf) ? shortMonth(asOf) : shortDate(asOf));

/** What a note says of a last point that is no month-end. */
export const unfinished = (asOf: string | undefined) => (asOf && asOf !== monthEnd(asOf) ? `; the last is ${longDate(asOf)}, not a month-end` : '');

/** The last day of the latest month that has ended by the date. */
export const lastComplete = (asOf: string) => (asOf === monthEnd(asOf) ? asOf : monthEnd(asOf, -1));

/** Last days of the latest months that have ended, newest first. */
export function completeMonths(asOf: string, count: number): string[] {
  const last = lastComplete(asOf);
  return Array.from({ length: count }, (_, back) => monthEnd(last, -back));
}

/** "October 2025", or "Aug to Oct 2025" from the day before the first month to the last day. */
export function monthsWords(from: string, to: string): string {
  const first = monthEnd(from, 1);
  if (first >= to) return longMonth(to);
  return `${month(first)} to ${month(to)}`;
}

/** Sum of decimal strings, digit for digit. */
export function addDecimals(values: readonly string[]): string {
  const places = Math.max(0, ...values.map((value) => value.split('.')[1]?.length ?? 0));
  const sum = values.reduce((total, value) => {
    const [whole = '0', fraction = ''] = value.split('.');
    return total + BigInt(whole + fraction.padEnd(places, '0'));
  }, 0n);
  if (places === 0) return String(sum);
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
