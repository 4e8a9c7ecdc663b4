// The drawings of delinquency.

import { compact, count, decimal, percent } from '../../format/number';
import { labels, percents, values } from '../../parts/axes';
import type { Drawing } from '../../parts/chart';
import type { Sheet } from '../../parts/sheet';
import { bucketColour, type AgeingMeasure } from './ageingShape';
import { pointLabel } from './months';

const column = (sheet: Sheet, at: number, scale = 1) => sheet.rows.map((row) => (row[at] === null ? null : Number(row[at]) * scale));

/** The lines of a chart with several: a colour is never alone. */
export const LINES = [
  { colour: '--series-0', dash: [] },
  { colour: '--series-2', dash: [7, 4] },
  { colour: '--series-1', dash: [2, 3] },
  { colour: '--series-3', dash: [9, 3, 2, 3] },
  { colour: '--series-4', dash: [4, 2] },
] as const;

const LABEL_WIDTH = 62;

/** Labels that are always there for the last point, and then as often as there is room. */
function pointLabels(options: { stacked?: boolean } = {}) {
  return {
    ...labels(options),
    ticks: {
      maxRotation: 0,
      autoSkip: false,
      callback(this: { width: number; getLabelForValue: (value: number) => string; getLabels: () => unknown[] }, value: number, at: number) {
        const all = this.getLabels().length;
        const every = Math.max(1, Math.ceil((all * LABEL_WIDTH) / Math.max(1, this.width)));
        return (all - 1 - at) % every === 0 ? this.getLabelForValue(value) : '';
      },
    },
  };
}

// A scale that ends at a few percent has ticks between them.
const decimals = (columns: (number | null)[][]) => (Math.max(0, ...columns.flat().map(Number)) <= 0.05 ? 1 : 0);

/** Balances, shares or loans by bucket at each month-end. */
export function drawAgeing(sheet: Sheet, measure: AgeingMeasure, currency: string, exponent: number, isPastDueOnly: boolean): Drawing {
  const first = isPastDueOnly ? 2 : 1;
  const places = sheet.columns.map((_, at) => at).slice(first);
  const print = (value: number) => (measure === 'share' ? percent(value / 100) : measure === 'balance' ? `${decimal(value, exponent)} ${currency}` : count(value));
  const scale = measure === 'share'
    ? percents('share of the balance', { stacked: true, max: isPastDueOnly ? undefined : 1 })
    : values(measure === 'balance' ? currency : 'loans', { stacked: true });
  return ({ colour }) => ({
    type: 'bar',
    data: {
      labels: sheet.rows.map((row) => pointLabel(String(row[0]))),
      datasets: places.map((at) => ({
        label: sheet.columns[at]!.split(',')[0],
        data: column(sheet, at, measure === 'share' ? 0.01 : 1),
        backgroundColor: colour(bucketColour(at - 1)),
        borderColor: colour('--surface'),
        borderWidth: { top: 1 },
      })),
    },
    options: {
      interaction: { mode: 'nearest', intersect: true },
      datasets: { bar: { categoryPercentage: 0.85, barPercentage: 0.9 } },
      scales: { x: pointLabels({ stacked: true }), y: scale },
      plugins: {
        tooltip: {
          mode: 'index',
          intersect: false,
          itemSort: (one: { datasetIndex: number }, other: { datasetIndex: number }) => other.datasetIndex - one.datasetIndex,
          callbacks: {
            label: (item: { dataset: { label?: string }; datasetIndex: number; dataIndex: number }) => {
              const row = sheet.rows[item.dataIndex]!;
              const cell = row[item.datasetIndex + first] ?? null;
              if (cell === null) return `${item.dataset.label}: nothing outstanding`;
              const all = sumOf(row);
              return `${item.dataset.label}: ${print(Number(cell))}${measure !== 'share' && all ? ` (${percent(Number(cell) / all)})` : ''}`;
            },
            footer: (items: { dataIndex: number }[]) => (measure === 'share' ? '' : `All active loans: ${print(sumOf(sheet.rows[items[0]!.dataIndex]!))}`),
          },
        },
      },
    },
  });
}

const sumOf = (row: Sheet['rows'][number]) => row.slice(1).reduce<number>((sum, cell) => sum + Number(cell), 0);

/** Portfolio at risk beyond 30, 60 and 90 days. */
export function drawPar(sheet: Sheet, currency: string): Drawing {
  const lines = [1, 2, 3].map((at) => column(sheet, at, 0.01));
  return ({ colour }) => ({
    type: 'line',
    data: {
      labels: sheet.rows.map((row) => pointLabel(String(row[0]))),
      datasets: lines.map((data, at) => ({
        label: sheet.columns[at + 1]!.split(',')[0],
        data,
        ...line(colour, at, sheet.rows.length),
      })),
    },
    options: {
      layout: { padding: { right: 56 } },
      scales: { x: pointLabels(), y: percents('of outstanding', { decimals: decimals(lines) }) },
      plugins: {
        endLabels: { show: true },
        tooltip: {
          callbacks: {
            label: (item: { dataset: { label?: string }; datasetIndex: number; parsed: { y: number }; dataIndex: number }) => {
              const row = sheet.rows[item.dataIndex]!;
              return `${item.dataset.label}: ${percent(item.parsed.y, 2)} (${compact(row[4 + 2 * item.datasetIndex])} ${currency}, ${count(row[5 + 2 * item.datasetIndex])} loans)`;
            },
          },
        },
      },
    },
  });
}

/** The latest vintages by month on book. */
export function drawCurves(sheet: Sheet, measure: string): Drawing {
  const lines = sheet.columns.slice(1).map((_, at) => column(sheet, at + 1, 0.01));
  return ({ colour }) => ({
    type: 'line',
    data: {
      labels: sheet.rows.map((row) => String(row[0])),
      datasets: lines.map((data, at) => ({ label: sheet.columns[at + 1]!.split(',')[0], data, ...line(colour, at, sheet.rows.length) })),
    },
    options: {
      scales: { x: labels({ limit: 13, title: 'months on book' }), y: percents(measure, { decimals: decimals(lines) }) },
      plugins: {
        tooltip: {
          callbacks: {
            title: (items: { label: string }[]) => `Month ${items[0]!.label} on book`,
            label: (item: { dataset: { label?: string }; parsed: { y: number } }) => `${item.dataset.label}: ${percent(item.parsed.y, 2)}`,
          },
        },
      },
    },
  });
}

function line(colour: (name: string) => string, at: number, points: number) {
  const { colour: name, dash } = LINES[at]!;
  return {
    borderColor: colour(name),
    backgroundColor: colour(name),
    borderDash: [...dash],
    borderWidth: 2,
    pointRadius: points > 14 ? 0 : 2,
    pointHoverRadius: 4,
    spanGaps: false,
  };
}

/** Cured and paid off, by month. */
export function drawCures(sheet: Sheet): Drawing {
  const cured = column(sheet, 1, 0.01);
  return ({ colour, hatch }) => ({
    type: 'bar',
    data: {
      labels: sheet.rows.map((row) => String(row[0])),
      datasets: [
        { label: 'Cured', data: cured, backgroundColor: colour('--on-time') },
        { label: 'Paid off', data: column(sheet, 2, 0.01), backgroundColor: hatch(colour('--series-0'), colour('--surface')), borderColor: colour('--series-0'), borderWidth: 1 },
      ],
    },
    options: {
      datasets: { bar: { categoryPercentage: 0.85, barPercentage: 0.9 } },
      scales: { x: pointLabels({ stacked: true }), y: percents('of loans past due', { stacked: true }) },
      plugins: {
        tooltip: {
          callbacks: {
            label: (item: { dataset: { label?: string }; datasetIndex: number; parsed: { y: number }; dataIndex: number }) => {
              const row = sheet.rows[item.dataIndex]!;
              return `${item.dataset.label}: ${percent(item.parsed.y)} (${count(row[3 + item.datasetIndex])} of ${count(row[5])} loans)`;
            },
          },
        },
      },
    },
  });
}

/** First-payment default by quarter of disbursement. */
export function drawFirstPayments(sheet: Sheet): Drawing {
  const rates = column(sheet, 1, 0.01);
  return ({ colour }) => ({
    type: 'bar',
    data: {
      labels: sheet.rows.map((row) => String(row[0])),
      datasets: [{ label: 'First-payment default', data: rates, backgroundColor: colour('--series-0') }],
    },
    options: {
      datasets: { bar: { categoryPercentage: 0.85, barPercentage: 0.8 } },
      scales: { x: pointLabels(), y: percents('of loans', { decimals: decimals([rates]) }) },
      plugins: {
        tooltip: {
          callbacks: {
            label: (item: { parsed: { y: number }; dataIndex: number }) => {
              const row = sheet.rows[item.dataIndex]!;
              return `${percent(item.parsed.y)} (${count(row[2])} of ${count(row[3])} loans)`;
            },
          },
        },
      },
    },
  });
}
