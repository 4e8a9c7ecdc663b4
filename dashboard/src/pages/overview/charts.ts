// The four drawings of the overview.

import { shortDate } from '../../format/date';
import { compact, count, exact, percent } from '../../format/number';
import { labels, percents, values } from '../../parts/axes';
import type { Drawing } from '../../parts/chart';
import type { Sheet } from '../../parts/sheet';

const column = (sheet: Sheet, at: number) => sheet.rows.map((row) => Number(row[at]));
const dates = (sheet: Sheet) => sheet.rows.map((row) => shortDate(String(row[0])));

/** Receipts by day, stacked by how late they were. */
export function drawPayments(sheet: Sheet): Drawing {
  return ({ colour, hatch }) => ({
    type: 'bar',
    data: {
      labels: dates(sheet),
      datasets: [
        { label: 'On time', data: column(sheet, 2), backgroundColor: colour('--on-time') },
        { label: 'Late', data: column(sheet, 3), backgroundColor: hatch(colour('--late'), colour('--surface')), borderColor: colour('--late'), borderWidth: 1 },
        { label: 'Missed, recovered', data: column(sheet, 4), backgroundColor: colour('--missed') },
      ],
    },
    options: {
      datasets: { bar: { categoryPercentage: 0.85, barPercentage: 0.9 } },
      scales: { x: labels({ stacked: true, limit: 6 }), y: values('receipts', { stacked: true }) },
      plugins: {
        tooltip: {
          callbacks: {
            label: (item: { dataset: { label?: string }; parsed: { y: number }; dataIndex: number }) => {
              const all = Number(sheet.rows[item.dataIndex]![1]);
              return `${item.dataset.label}: ${count(item.parsed.y)}${all ? ` (${percent(item.parsed.y / all)})` : ''}`;
            },
            footer: (items: { dataIndex: number }[]) => `All: ${count(sheet.rows[items[0]!.dataIndex]![1])}`,
          },
        },
      },
    },
  });
}

/** Instalments by state, with all of them in the middle. */
export function drawDistribution(sheet: Sheet): Drawing {
  const all = column(sheet, 1).reduce((sum, value) => sum + value, 0);
  const looks: Record<string, string> = { 'On time': '--on-time', Late: '--late', Overdue: '--overdue', Missed: '--missed' };
  return ({ colour, hatch }) => ({
    type: 'doughnut',
    data: {
      labels: sheet.rows.map((row) => String(row[0])),
      datasets: [{
        data: column(sheet, 1),
        backgroundColor: sheet.rows.map((row) => {
          const shade = colour(looks[String(row[0])]!);
          return row[0] === 'Overdue' ? hatch(shade, colour('--surface')) : shade;
        }),
        borderColor: colour('--surface'),
        borderWidth: 2,
      }],
    },
    options: {
      cutout: '68%',
      interaction: { mode: 'nearest', intersect: true },
      plugins: {
        centre: { lines: [count(all), 'instalments due'] },
        tooltip: { callbacks: { label: (item: { label: string; parsed: number }) => `${item.label}: ${count(item.parsed)} (${percent(item.parsed / all)})` } },
      },
    },
  });
}

/** Customers as bars, the on-time rate as points. */
export function drawTiers(sheet: Sheet): Drawing {
  return ({ colour }) => ({
    data: {
      labels: sheet.rows.map((row) => String(row[0])),
      datasets: [
        {
          type: 'line', label: 'On-time rate', yAxisID: 'rate', showLine: false, data: sheet.rows.map((row) => (row[2] === null ? null : Number(row[2]) / 100)),
          pointStyle: 'rectRot', pointRadius: 7, pointHoverRadius: 8, pointBackgroundColor: colour('--on-time'), pointBorderColor: colour('--surface'), pointBorderWidth: 2,
        },
        { type: 'bar', label: 'Customers', yAxisID: 'y', data: column(sheet, 1), backgroundColor: colour('--series-0'), barPercentage: 0.62 },
      ],
    },
    options: {
      scales: {
        x: labels(),
        y: values('customers'),
        rate: percents('on-time rate', { position: 'right', grid: false, max: 1 }),
      },
      plugins: {
        tooltip: {
          callbacks: {
            label: (item: { dataset: { label?: string }; parsed: { y: number }; dataIndex: number }) => {
              const row = sheet.rows[item.dataIndex]!;
              return item.dataset.label === 'Customers'
                ? `Customers: ${count(item.parsed.y)}`
                : `On-time rate: ${percent(item.parsed.y)} (${count(row[3])} of ${count(row[4])} instalments)`;
            },
          },
        },
      },
    },
  });
}

/** What was collected by day. */
export function drawCollections(sheet: Sheet, currency: string): Drawing {
  return ({ colour }) => ({
    type: 'bar',
    data: { labels: dates(sheet), datasets: [{ label: 'Collected', data: column(sheet, 1), backgroundColor: colour('--series-0') }] },
    options: {
      datasets: { bar: { categoryPercentage: 0.85, barPercentage: 0.9 } },
      scales: { x: labels({ limit: 6 }), y: { ...values(currency), ticks: { maxTicksLimit: 6, callback: (value: number | string) => compact(value) } } },
      plugins: {
        tooltip: {
          callbacks: {
            label: (item: { dataIndex: number }) => {
              const row = sheet.rows[item.dataIndex]!;
              return `${exact(row[1])} ${currency} in ${count(row[2])} receipts`;
            },
          },
        },
      },
    },
  });
}
