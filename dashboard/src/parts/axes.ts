// Scales that all charts share: ticks horizontal and few, a light horizontal grid, the unit on the axis.

import type { ScaleOptionsByType } from 'chart.js';
import { compact, percent } from '../format/number';

type Scale = Partial<ScaleOptionsByType<'linear'>> & Record<string, unknown>;

/** A scale of categories or dates along the bottom. */
export function labels(options: { limit?: number; title?: string; stacked?: boolean } = {}): Scale {
  const { limit = 8, title, stacked } = options;
  return {
    stacked,
    grid: { display: false },
    ticks: { maxRotation: 0, autoSkip: true, autoSkipPadding: 12, maxTicksLimit: limit },
    title: { display: Boolean(title), text: title },
  } as Scale;
}

/** A scale of amounts or counts from zero, with its unit. */
export function values(title: string, options: { stacked?: boolean; position?: 'left' | 'right'; grid?: boolean } = {}): Scale {
  const { stacked, position = 'left', grid = true } = options;
  return {
    stacked,
    position,
    beginAtZero: true,
    border: { display: false },
    grid: { display: grid },
    ticks: { maxTicksLimit: 6, precision: 0, callback: (value: number | string) => compact(value) },
    title: { display: true, text: title },
  } as unknown as Scale;
}

/** A scale of fractions shown in percent; from zero unless asked otherwise. */
export function percents(title: string, options: { position?: 'left' | 'right'; grid?: boolean; max?: number; stacked?: boolean; decimals?: number } = {}): Scale {
  const { decimals = 0, max, ...rest } = options;
  return {
    ...values(title, rest),
    max,
    ticks: { maxTicksLimit: 6, callback: (value: number | string) => percent(Number(value), decimals) },
  } as unknown as Scale;
}
