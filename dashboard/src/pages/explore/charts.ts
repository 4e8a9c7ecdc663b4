// The drawings of the explore page.

import { mediumDate } from '../../format/date';
import { wrap } from '../../format/groups';
import { count, decimal } from '../../format/number';
import { labels, percents, values } from '../../parts/axes';
import type { Drawing } from '../../parts/chart';
import { isSum, printShort, unitOf } from '../../parts/measures';
import type { Sheet } from '../../parts/sheet';
import type { Box, Point } from './exploreShape';
import { printPoint, type SeriesView } from './series';
import { axisTitle, printTick, unitFor, type VariableAbout } from './variables';

/** A scale of a variable, in its unit. */
function scale(variable: VariableAbout, currency: string, options: Record<string, unknown> = {}) {
  return {
    type: 'linear',
    beginAtZero: false,
    border: { display: false },
    ticks: { maxTicksLimit: 8, maxRotation: 0, includeBounds: false, callback: (value: number | string) => printTick(variable, Number(value)) },
    title: { display: true, text: axisTitle(variable, currency) },
    ...options,
  };
}

/** Bars as wide as their ranges, without gaps between them. */
export function drawHistogram(sheet: Sheet, variable: VariableAbout, currency: string): Drawing {
  const bins = sheet.rows.map(([from, to, loans, share]) => ({ from: Number(from), to: Number(to), loans: Number(loans), share: Number(share) }));
  const unit = unitFor(variable, currency);
  const digits = bins.some(({ from, to }) => !Number.isInteger(from) || !Number.isInteger(to)) ? 2 : 0;
  return ({ colour }) => ({
    type: 'bar',
    data: {
      datasets: [{
        label: 'Loans', data: bins.map(({ from, to, loans }) => ({ x: (from + to) / 2, y: loans })),
        backgroundColor: colour('--series-0'), borderColor: colour('--surface'), borderWidth: { left: 1, right: 0, top: 0, bottom: 0 }, barPercentage: 1, categoryPercentage: 1, barThickness: 'flex',
      }],
    },
    options: {
      scales: {
        x: scale(variable, currency, { min: bins[0]?.from, max: bins.at(-1)?.to, offset: false, grid: { display: false, offset: false } }),
        y: values('loans'),
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: (items: { dataIndex: number }[]) => {
              const at = items[0]!.dataIndex;
              const { from, to } = bins[at]!;
              return `${decimal(from, digits)} to ${at === bins.length - 1 ? '' : 'under '}${decimal(to, digits)} ${unit}`;
            },
            label: (item: { dataIndex: number }) => {
              const { loans, share } = bins[item.dataIndex]!;
              return `${count(loans)} ${loans === 1 ? 'loan' : 'loans'}, ${decimal(share, 1)} %`;
            },
          },
        },
      },
    },
  });
}

const isPhone = () => matchMedia('(max-width: 599px)').matches;

/** A box for each group, its number of loans below its name; lying on a phone, where names need the room. */
export function drawBoxes(boxes: readonly Box[], variable: VariableAbout, currency: string): Drawing {
  const unit = unitFor(variable, currency);
  const isLying = isPhone();
  const groups = { ...labels({ limit: isLying || boxes.length <= 12 ? 14 : 8 }), ...(isLying ? { ticks: { autoSkip: boxes.length > 10 } } : {}) };
  const amounts = (limit: number) => scale(variable, currency, {
    suggestedMax: Math.max(...boxes.map(({ max, min }) => max + (max - min) * 0.04)), ticks: { maxTicksLimit: limit, maxRotation: 0, callback: (value: number | string) => printTick(variable, Number(value)) },
  });
  const print = (value: number, digits = variable.decimals) => `${decimal(value, digits)} ${unit}`;
  return ({ colour }) => ({
    type: 'boxplot',
    data: {
      labels: boxes.map(({ name, count: loans }) => [...wrap(name, isLying || boxes.length > 3 ? 16 : 40), `n = ${count(loans)}`]),
      datasets: [{
        label: variable.label, data: boxes, backgroundColor: translucent(colour('--series-0'), 0.22), borderColor: colour('--series-0'), borderWidth: 1.5,
        medianColor: colour('--series-0'), outlierRadius: 2.5, outlierBackgroundColor: colour('--series-0'), outlierBorderColor: colour('--series-0'),
        meanRadius: 3.5, meanStyle: 'rectRot', meanBackgroundColor: colour('--surface'), meanBorderColor: colour('--text'), itemRadius: 0, maxBarThickness: 56, clip: false,
      }],
    },
    options: {
      indexAxis: isLying ? 'y' : 'x',
      scales: isLying ? { x: amounts(5), y: groups } : { x: groups, y: amounts(7) },
      plugins: {
        tooltip: {
          position: 'average',
          callbacks: {
            title: (items: { dataIndex: number }[]) => boxes[items[0]!.dataIndex]!.name,
            beforeLabel: () => undefined,
            label: (item: { dataIndex: number }) => {
              const box = boxes[item.dataIndex]!;
              return [
                `Greatest ${print(box.max)}`,
                `Upper quartile ${print(box.q3)}`,
                `Median ${print(box.median)}`,
                `Mean ${print(box.mean, variable.decimals + 1)}`,
                `Lower quartile ${print(box.q1)}`,
                `Least ${print(box.min)}`,
              ];
            },
            footer: (items: { dataIndex: number }[]) => `${count(boxes[items[0]!.dataIndex]!.count)} loans`,
          },
        },
      },
    },
  });
}

/** A point for each loan. */
export function drawScatter(points: readonly Point[], x: VariableAbout, y: VariableAbout, currency: string): Drawing {
  const print = (variable: VariableAbout, value: number) => `${variable.label}: ${decimal(value, variable.decimals)} ${unitFor(variable, currency)}`;
  return ({ colour }) => ({
    // Lines without lines: the kind of its own would make the code heavier that every page loads.
    type: 'line',
    data: { datasets: [{ label: 'Loans', data: points, showLine: false, pointRadius: 3.5, pointHoverRadius: 6, backgroundColor: translucent(colour('--series-0'), 0.35), borderColor: colour('--series-0'), borderWidth: 1 }] },
    options: {
      interaction: { mode: 'nearest', intersect: true },
      scales: { x: { ...scale(x, currency, { grid: { display: false } }), type: 'linear' }, y: scale(y, currency) },
      plugins: {
        tooltip: {
          callbacks: {
            title: (items: { dataIndex: number }[]) => points[items[0]!.dataIndex]!.loanId.replace(':', ' '),
            label: (item: { dataIndex: number }) => {
              const point = points[item.dataIndex]!;
              return [print(x, point.x), print(y, point.y)];
            },
            footer: () => 'Press to open the loan',
          },
        },
      },
    },
  });
}

/** Dashes, so that a colour is never alone. */
const DASHES = [[], [6, 4], [2, 3]];

/** A line for each measure; the last point is hollow where its period is not over. */
export function drawSeries({ lines, labels: names, dates, unfinished }: SeriesView, currency: string): Drawing {
  const first = lines[0]!.measure;
  const last = dates.length - 1;
  const isNamed = lines.length > 1 && !isPhone();
  const widest = Math.max(...lines.map(({ measure }) => measure.label.length));
  // A line may begin above zero: what it shows is the change.
  const amounts = first.kind === 'rate'
    ? { ...percents('% of what it is measured against', { decimals: 1 }), title: { display: true, text: lines.length > 1 ? 'rate' : first.label }, beginAtZero: false }
    : { ...values(unitOf(first, currency)), beginAtZero: isSum(first), ticks: { maxTicksLimit: 6, callback: (value: number | string) => printShort(first, Number(value)) } };
  return ({ colour }) => ({
    type: 'line',
    data: {
      labels: names,
      datasets: lines.map(({ measure, values: data }, at) => {
        const stroke = colour(`--series-${at}`);
        return {
          label: measure.label, data, borderColor: stroke, backgroundColor: stroke, borderWidth: 2, borderDash: DASHES[at], spanGaps: false,
          pointRadius: data.map((_, place) => (place === last ? 4.5 : 2)),
          pointBackgroundColor: data.map((_, place) => (place === last && unfinished ? colour('--surface') : stroke)),
          pointBorderColor: stroke, pointBorderWidth: 1.5,
          segment: { borderColor: (context: { p1DataIndex: number }) => (unfinished && context.p1DataIndex === last ? translucent(stroke, 0.5) : undefined) },
        };
      }),
    },
    options: {
      layout: { padding: { right: isNamed ? 12 + widest * 6.4 : 8 } },
      scales: { x: labels({ limit: 8 }), y: amounts },
      plugins: {
        endLabels: { show: isNamed },
        tooltip: {
          callbacks: {
            title: (items: { dataIndex: number }[]) => mediumDate(dates[items[0]!.dataIndex]!),
            label: (item: { dataIndex: number; datasetIndex: number }) => {
              const { measure, values: data } = lines[item.datasetIndex]!;
              return `${measure.label}: ${printPoint(measure, data[item.dataIndex] ?? null, currency)}`;
            },
            footer: (items: { dataIndex: number }[]) => (unfinished && items[0]!.dataIndex === last ? 'This period is not over' : ''),
          },
        },
      },
    },
  });
}

/** A colour "#rrggbb" that lets the ground through. */
function translucent(hex: string, alpha: number): string {
  return `${hex}${Math.round(alpha * 255).toString(16).padStart(2, '0')}`;
}
