// The bars of one dimension: lying where groups have names, standing where they follow in time.

import { isTime, wrap, type DimensionId } from '../../format/groups';
import { count, percent } from '../../format/number';
import { labels, percents, values } from '../../parts/axes';
import type { Drawing } from '../../parts/chart';
import { isSum, printShort, unitOf, type Measure } from '../../parts/measures';
import { fillPeriods, type ListRow } from './segmentsShape';

export function drawGroups(rows: readonly ListRow[], by: DimensionId, measure: Measure, currency: string): Drawing {
  const isStanding = isTime(by);
  const bars = isStanding ? fillPeriods(rows, by) : rows.map((row) => ({ head: wrap(row.head), row }));
  const amounts = measure.kind === 'rate'
    ? percents(measure.label, { decimals: decimalsOf(rows) })
    : { ...values(unitOf(measure, currency)), ticks: { maxTicksLimit: 6, callback: (value: number | string) => printShort(measure, Number(value)) } };
  const names = { ...labels({ limit: isStanding ? 8 : 40 }), ...(isStanding ? {} : { ticks: { autoSkip: false } }) };
  return ({ colour, hatch }) => {
    const full = colour('--series-0');
    const few = hatch(full, colour('--surface'));
    return {
      type: 'bar',
      data: {
        labels: bars.map(({ head }) => head),
        datasets: [{
          label: measure.label,
          data: bars.map(({ row }) => row?.value ?? null),
          backgroundColor: bars.map(({ row }) => (row?.few ? few : full)),
          borderColor: full,
          borderWidth: bars.map(({ row }) => (row?.few ? 1 : 0)),
          maxBarThickness: 26,
        }],
      },
      options: {
        indexAxis: isStanding ? 'x' : 'y',
        scales: isStanding ? { x: names, y: amounts } : { y: names, x: { ...amounts, grid: { display: true } } },
        plugins: {
          tooltip: {
            callbacks: {
              title: (items: { dataIndex: number }[]) => bars[items[0]!.dataIndex]!.row?.head ?? '',
              label: (item: { dataIndex: number }) => bars[item.dataIndex]!.row?.title.split(' · ') ?? '',
              footer: (items: { dataIndex: number }[]) => {
                const row = bars[items[0]!.dataIndex]!.row;
                return !row || row.share === null ? `${count(row?.loanCount ?? 0)} loans` : `${percent(row.share)} of all${isSum(measure) ? '' : ' loans'}`;
              },
            },
          },
        },
      },
    };
  };
}

// Small rates need a decimal at the axis.
const decimalsOf = (rows: readonly ListRow[]) => (Math.max(...rows.map(({ value }) => value ?? 0)) < 0.05 ? 1 : 0);
