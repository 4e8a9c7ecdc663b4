// The bars of one dimension: lying where groups have names, standing where they follow in time.

import { count, percent } from '../../format/number';
import { labels, percents, values } from '../../parts/axes';
import type { Drawing } from '../../parts/chart';
import { printShort, unitOf, type Measure } from '../../parts/measures';
import type { ListRow } from './segmentsShape';

export function drawGroups(rows: readonly ListRow[], measure: Measure, currency: string, isStanding: boolean): Drawing {
  const unit = unitOf(measure, currency);
  const amounts = measure.kind === 'rate' ? percents(measure.label, { decimals: decimalsOf(rows) }) : { ...values(unit), ticks: { maxTicksLimit: 6, callback: (value: number | string) => printShort(measure, Number(value)) } };
  const names = { ...labels({ limit: isStanding ? 8 : 40 }), ...(isStanding ? {} : { ticks: { autoSkip: false } }) };
  return ({ colour, hatch }) => ({
    type: 'bar',
    data: {
      labels: rows.map(({ head }) => head),
      datasets: [{
        label: measure.label,
        data: rows.map(({ value }) => value),
        backgroundColor: rows.map(({ few }) => (few ? hatch(colour('--series-0'), colour('--surface')) : colour('--series-0'))),
        borderColor: colour('--series-0'),
        borderWidth: rows.map(({ few }) => (few ? 1 : 0)),
        maxBarThickness: 26,
      }],
    },
    options: {
      indexAxis: isStanding ? 'x' : 'y',
      scales: isStanding ? { x: names, y: amounts } : { y: names, x: { ...amounts, grid: { display: true } } },
      plugins: {
        tooltip: {
          callbacks: {
            label: (item: { dataIndex: number }) => {
              const { title } = rows[item.dataIndex]!;
              return title.split(' · ');
            },
            footer: (items: { dataIndex: number }[]) => {
              const { share, loanCount } = rows[items[0]!.dataIndex]!;
              return share === null ? `${count(loanCount)} loans` : `${percent(share)} of all`;
            },
          },
        },
      },
    },
  });
}

// Small rates need a decimal at the axis.
const decimalsOf = (rows: readonly ListRow[]) => (Math.max(...rows.map(({ value }) => value ?? 0)) < 0.05 ? 1 : 0);
