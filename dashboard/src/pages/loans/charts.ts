// The drawing of a loan's course.

import type { Chart } from 'chart.js';
import { addDays, addMonths, longDate, shortMonth } from '../../format/date';
import { decimal } from '../../format/number';
import { values } from '../../parts/axes';
import type { Drawing } from '../../parts/chart';
import type { Sheet } from '../../parts/sheet';
import { dayNumber } from './loanShape';

interface Item {
  dataset: { label?: string };
  parsed: { x: number; y: number };
}

/** Due and received so far as steps; what falls due after the as-of date is dotted, the date itself marked. */
export function drawCourse(sheet: Sheet, asOf: string, currency: string, exponent: number): Drawing {
  const points = (at: number) => sheet.rows.filter((row) => row[at] !== null).map((row) => ({ x: dayNumber(String(row[0])), y: Number(row[at]) }));
  const today = dayNumber(asOf);
  const first = String(sheet.rows[0]![0]);
  const last = String(sheet.rows.at(-1)![0]);
  const ticks = monthTicks(first, last);
  return ({ colour }) => ({
    type: 'line',
    data: {
      datasets: [
        {
          label: 'Due', data: points(1), stepped: 'before', borderColor: colour('--text'), backgroundColor: colour('--text'), borderWidth: 1.25, order: 1, pointRadius: 0, pointHoverRadius: 3,
          segment: { borderDash: (part: { p1: { parsed: { x: number } } }) => (part.p1.parsed.x > today ? [3, 4] : undefined) },
        },
        { label: 'Received', data: points(2), stepped: 'before', borderColor: colour('--series-0'), backgroundColor: colour('--series-0'), borderWidth: 2.5, order: 2, pointRadius: 0, pointHoverRadius: 3 },
      ],
    },
    options: {
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { right: 62, top: 14 } },
      scales: {
        x: {
          type: 'linear', min: dayNumber(first), max: dayNumber(last), grid: { display: false },
          afterBuildTicks: (axis: { ticks: { value: number }[] }) => { axis.ticks = ticks.map((value) => ({ value })); },
          ticks: { maxRotation: 0, autoSkip: false, callback: (value: number | string) => shortMonth(addDays('1970-01-01', Number(value))) },
        },
        y: values(`${currency}, so far`),
      },
      plugins: {
        endLabels: { show: true },
        tooltip: {
          callbacks: {
            title: (items: Item[]) => (items[0] ? longDate(addDays('1970-01-01', items[0].parsed.x)) : ''),
            label: (item: Item) => `${item.dataset.label}: ${decimal(item.parsed.y, exponent)} ${currency}`,
          },
        },
      },
    },
    plugins: [{
      id: 'asOf',
      beforeDatasetsDraw(chart: Chart) {
        const { ctx, chartArea, scales } = chart;
        const x = scales.x!.getPixelForValue(today);
        if (today < scales.x!.min || today > scales.x!.max) return;
        ctx.save();
        ctx.strokeStyle = colour('--line-strong');
        ctx.setLineDash([2, 3]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.fillStyle = colour('--muted');
        ctx.font = '12px system-ui, sans-serif';
        ctx.textAlign = x > (chartArea.left + chartArea.right) / 2 ? 'right' : 'left';
        ctx.fillText('as-of date', x, chartArea.top - 4);
        ctx.restore();
      },
    }],
  });
}

/** At most seven firsts of months, evenly apart. */
export function monthTicks(first: string, last: string): number[] {
  const firsts: string[] = [];
  for (let day = `${first.slice(0, 7)}-01`; day <= last; day = addMonths(day, 1)) if (day >= first) firsts.push(day);
  const step = [1, 2, 3, 6, 12, 24].find((size) => firsts.length / size <= 7) ?? 60;
  return firsts.filter((day) => (Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1) % step === 0).map(dayNumber);
}
