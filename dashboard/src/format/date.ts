// Calendar dates: "YYYY-MM-DD" everywhere, turned into words only to be shown.

import { locale } from './number';

const DAY_MS = 86_400_000;

const parse = (iso: string) => new Date(`${iso}T00:00:00Z`);
const print = (date: Date) => date.toISOString().slice(0, 10);

function words(iso: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale() ?? 'en-GB', { ...options, timeZone: 'UTC' }).format(parse(iso));
}

/** "23 November 2025". */
export const longDate = (iso: string) => words(iso, { day: 'numeric', month: 'long', year: 'numeric' });

/** "23 Nov 2025". */
export const mediumDate = (iso: string) => words(iso, { day: 'numeric', month: 'short', year: 'numeric' });

/** "23 Nov". */
export const shortDate = (iso: string) => words(iso, { day: 'numeric', month: 'short' });

/** "Nov 2025". */
export const month = (iso: string) => words(iso, { month: 'short', year: 'numeric' });

/** "November 2025". */
export const longMonth = (iso: string) => words(iso, { month: 'long', year: 'numeric' });

/** "Nov 25": for axes. */
export const shortMonth = (iso: string) => words(iso, { month: 'short', year: '2-digit' });

/** Whether the text is a date that exists. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(parse(text).getTime()) && print(parse(text)) === text;
}

export function addDays(iso: string, days: number): string {
  return print(new Date(parse(iso).getTime() + days * DAY_MS));
}

/** The last day of the month so many months away. */
export function monthEnd(iso: string, months = 0): string {
  const date = parse(iso);
  return print(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)));
}

/** The same day so many months away, or the last one of a shorter month. */
export function addMonths(iso: string, months: number): string {
  const end = monthEnd(iso, months);
  return iso.slice(8) < end.slice(8) ? `${end.slice(0, 8)}${iso.slice(8)}` : end;
}

/** Days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((parse(to).getTime() - parse(from).getTime()) / DAY_MS);
}

/** How far one step through time goes. */
export const STEPS = ['Day', 'Week', 'Month'] as const;
export type Step = (typeof STEPS)[number];

/** The date one step away: months go from end to end. */
export function stepFrom(date: string, direction: 1 | -1, size: Step): string {
  if (size !== 'Month') return addDays(date, direction * (size === 'Day' ? 1 : 7));
  const end = monthEnd(date);
  if (direction === 1) return end === date ? monthEnd(date, 1) : end;
  return monthEnd(date, -1);
}
