// The drawings of the operations page.

import { shortDate, shortMonth } from '../../format/date';
import { count, decimal, exact, percent } from '../../format/number';
import { labels, percents, values } from '../../parts/axes';
import type { Drawing } from '../../parts/chart';
import type { Sheet } from '../../parts/sheet';
import { fillMonths } from './operationsShape';

interface Item {
  dataset: { label?: string };
  parsed: { x: number; y: number };
  dataIndex: number;
}

const column = (sheet: Sheet, at: number) => sheet.rows.map((row) => (row[at] === null ? null : Number(row[at])));
const fractions = (sheet: Sheet, at: number) => sheet.rows.map((row) => (row[at] === null ? null : Number(row[at]) / 100));
const dates = (sheet: Sheet) => sheet.rows.map((row) => shortDate(String(row[0])));

/** The two efficiencies as lines. */
export function drawEfficiency(sheet: Sheet): Drawing {
  return ({ colour }) => ({
    type: 'line',
    data: {
      labels: sheet.rows.map((row) => shortMonth(String(row[0]))),
      datasets: [
        { label: 'All received', data: fractions(sheet, 1), borderColor: colour('--series-0'), backgroundColor: colour('--series-0'), borderWidth: 2, pointRadius: 2.5, spanGaps: false },
        { label: 'On what fell due', data: fractions(sheet, 2), borderColor: colour('--series-1'), backgroundColor: colour('--series-1'), borderWidth: 2, borderDash: [6, 3], pointRadius: 2.5, spanGaps: false },
      ],
    },
    options: {
      layout: { padding: { right: 112 } },
      scales: { x: labels({ limit: 6 }), y: { ...percents('of what fell due'), beginAtZero: false } },
      plugins: {
        endLabels: { show: true },
        tooltip: {
          callbacks: {
            label: (item: Item) => `${item.dataset.label}: ${percent(item.parsed.y)}`,
            footer: (items: Item[]) => {
              const row = sheet.rows[items[0]!.dataIndex]!;
              return `${exact(row[4])} collected, ${exact(row[3])} due`;
            },
          },
        },
      },
    },
  });
}

/** Instalments stacked by state, and the on-time rate where it is asked for. */
export function drawInstalments(sheet: Sheet, options: { rate?: boolean; isLastUnfinished?: boolean } = {}): Drawing {
  const { rate, isLastUnfinished } = options;
  return ({ colour, hatch }) => {
    const last = sheet.rows.length - 1;
    // What is not over yet is lighter.
    const shade = (fill: CanvasPattern | string) => sheet.rows.map((_, at) => (isLastUnfinished && at === last && typeof fill === 'string' ? `${fill}80` : fill));
    const bar = (label: string, at: number, fill: CanvasPattern | string, extra: object = {}) => ({ type: 'bar', label, data: column(sheet, at), backgroundColor: shade(fill), stack: 'instalments', yAxisID: 'y', order: 2, ...extra });
    return {
      data: {
        labels: dates(sheet),
        datasets: [
          bar('On time', 2, colour('--on-time')),
          bar('Late', 3, colour('--late')),
          bar('Overdue', 4, hatch(colour('--overdue'), colour('--surface')), { borderColor: colour('--overdue'), borderWidth: 1 }),
          bar('Missed', 5, colour('--missed')),
          ...(rate ? [{
            type: 'line', label: 'On-time rate', data: fractions(sheet, 6), yAxisID: 'rate', order: 1, spanGaps: false,
            borderColor: colour('--text'), backgroundColor: colour('--text'), borderWidth: 1.5, pointRadius: 2.5, pointStyle: 'rectRot',
          }] : []),
        ],
      },
      options: {
        datasets: { bar: { categoryPercentage: 0.85, barPercentage: 0.9 } },
        scales: {
          x: labels({ stacked: true, limit: 6 }),
          y: values('instalments', { stacked: true }),
          ...(rate ? { rate: percents('on-time rate', { position: 'right', grid: false, max: 1 }) } : {}),
        },
        plugins: {
          tooltip: {
            callbacks: {
              label: (item: Item) => {
                const row = sheet.rows[item.dataIndex]!;
                if (item.dataset.label === 'On-time rate') return `On-time rate: ${percent(item.parsed.y)}`;
                const all = Number(row[1]);
                return `${item.dataset.label}: ${count(item.parsed.y)}${all ? ` (${percent(item.parsed.y / all)})` : ''}`;
              },
              footer: (items: Item[]) => `Fallen due: ${count(sheet.rows[items[0]!.dataIndex]![1])}`,
            },
          },
        },
      },
    };
  };
}

/** Median and 90th percentile of each stage, in hours. */
export function drawStages(sheet: Sheet): Drawing {
  return ({ colour, hatch }) => ({
    type: 'bar',
    data: {
      labels: sheet.rows.map((row) => String(row[0])),
      datasets: [
        { label: 'Median', data: column(sheet, 2), backgroundColor: colour('--series-0') },
        { label: '90th percentile', data: column(sheet, 3), backgroundColor: hatch(colour('--series-0'), colour('--surface')), borderColor: colour('--series-0'), borderWidth: 1 },
      ],
    },
    options: {
      indexAxis: 'y',
      datasets: { bar: { categoryPercentage: 0.72, barPercentage: 0.9 } },
      scales: { x: { ...values('hours'), grid: { display: true } }, y: { grid: { display: false } } },
      plugins: { tooltip: { callbacks: { label: (item: Item) => `${item.dataset.label}: ${decimal(item.parsed.x, 1)} h` } } },
    },
  });
}

/** What was charged off in each month, and what of it came back. */
export function drawRecovery(sheet: Sheet, currency: string): Drawing {
  const months = fillMonths(sheet);
  const amounts = (at: number) => months.map(({ row }) => Number(row?.[at] ?? 0));
  return ({ colour }) => ({
    type: 'bar',
    data: {
      labels: months.map(({ month }) => shortMonth(`${month}-01`)),
      datasets: [
        { label: 'Charged off', data: amounts(2), backgroundColor: colour('--missed') },
        { label: 'Recovered', data: amounts(3), backgroundColor: colour('--on-time') },
      ],
    },
    options: {
      datasets: { bar: { categoryPercentage: 0.85, barPercentage: 1 } },
      scales: { x: labels({ limit: 6 }), y: values(currency) },
      plugins: {
        tooltip: {
          callbacks: {
            label: (item: Item) => `${item.dataset.label}: ${exact(months[item.dataIndex]!.row?.[item.dataset.label === 'Recovered' ? 3 : 2] ?? 0)} ${currency}`,
            footer: (items: Item[]) => {
              const row = months[items[0]!.dataIndex]!.row;
              return row ? `${count(row[1])} ${row[1] === 1 ? 'loan' : 'loans'}, ${row[4] === null ? 'no rate' : `${decimal(row[4], 1)} % recovered`}` : 'No loan charged off';
            },
          },
        },
      },
    },
  });
}

/** Late instalments settled within so many days. */
export function drawMissed(sheet: Sheet): Drawing {
  return ({ colour }) => ({
    type: 'bar',
    data: { labels: sheet.rows.map((row) => String(row[0])), datasets: [{ label: 'Settled', data: fractions(sheet, 3), backgroundColor: colour('--series-0'), barPercentage: 0.5 }] },
    options: {
      scales: { x: labels({ title: 'after the due date' }), y: percents('of late instalments', { max: 1 }) },
      plugins: {
        tooltip: {
          callbacks: {
            label: (item: Item) => {
              const row = sheet.rows[item.dataIndex]!;
              return `${percent(item.parsed.y)}: ${count(row[1])} of ${count(row[2])}`;
            },
          },
        },
      },
    },
  });
}

/** Customers by score. */
export function drawEngagement(sheet: Sheet): Drawing {
  return ({ colour }) => ({
    type: 'bar',
    data: { labels: sheet.rows.map((row) => String(row[0])), datasets: [{ label: 'Customers', data: column(sheet, 1), backgroundColor: colour('--series-0'), barPercentage: 0.7 }] },
    options: {
      scales: { x: labels({ title: 'engagement score' }), y: values('customers') },
      plugins: { tooltip: { callbacks: { label: (item: Item) => `${count(item.parsed.y)} customers (${decimal(sheet.rows[item.dataIndex]![2], 1)} %)` } } },
    },
  });
}
