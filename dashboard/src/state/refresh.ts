// When the figures on the page were read, and when they are read again.

import { computed, effect, signal } from '@preact/signals';

export const INTERVALS = [
  { seconds: 0, label: 'Off' },
  { seconds: 30, label: '30 s' },
  { seconds: 60, label: '60 s' },
  { seconds: 300, label: '5 min' },
] as const;

const stored = Number(localStorage.getItem('loanbook.refresh') ?? 60);

/** Seconds between two readings, 0 for none. */
export const interval = signal<number>(INTERVALS.some(({ seconds }) => seconds === stored) ? stored : 60);

/** Goes up by one when everything on the page is to be read again. */
export const reading = signal(0);

/** When the last answer came. */
export const lastAnswer = signal<number | null>(null);

/** Requests whose answer is awaited, and those of what is shown that have failed. */
export const inFlight = signal(0);
export const failing = signal<ReadonlySet<object>>(new Set());
export const hasFailed = computed(() => failing.value.size > 0);

/** The time now, to the second: moves while the page is seen. */
export const now = signal(Date.now());

/** Whether what is shown may be older than its reader takes it to be. */
export const isStale = computed(() => {
  if (hasFailed.value) return true;
  if (!interval.value || lastAnswer.value === null) return false;
  return now.value - lastAnswer.value > 2_500 * interval.value;
});

export function readAgain(): void {
  reading.value += 1;
}

effect(() => localStorage.setItem('loanbook.refresh', String(interval.value)));

let due = Date.now() + interval.value * 1000;

effect(() => {
  due = (lastAnswer.value ?? Date.now()) + interval.value * 1000;
});

function readWhenDue(): void {
  if (document.hidden) return;
  now.value = Date.now();
  if (!interval.value || now.value < due) return;
  due = now.value + interval.value * 1000;
  readAgain();
}

setInterval(readWhenDue, 1000);
// A page that comes back into sight catches up at once, not a second later.
document.addEventListener('visibilitychange', readWhenDue);
