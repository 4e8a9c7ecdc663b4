// Ageing as its chart and table show it. Pure.

import type { AgeingQuery } from '../../gql/ageing';
import { bucketWords } from '../../format/words';
import { inPercent, type Sheet } from '../../parts/sheet';
import { addDecimals } from './months';

type Portfolio = AgeingQuery['portfolio'];
export type Bucket = Portfolio['history'][number]['ageing']['buckets'][number];
export type AgeingMeasure = 'balance' | 'share' | 'loans';

/** Colour of a bucket, by its place from current to worst. */
export const bucketColour = (at: number) => `--bucket-${Math.min(at, 5)}`;

/** One row a month-end, one column a bucket. */
export function shapeAgeing({ book, portfolio }: AgeingQuery, measure: AgeingMeasure): Sheet {
  const unit = { balance: `, ${book.currency}`, share: ', %', loans: ', loans' }[measure];
  const buckets = portfolio.history.at(-1)?.ageing.buckets ?? [];
  const read = ({ balance, share, loanCount }: Bucket) => {
    if (measure === 'balance') return balance;
    if (measure === 'loans') return loanCount;
    return inPercent(share.value, 2);
  };
  return {
    columns: ['Date', ...buckets.map(({ bucket }) => bucketWords(bucket) + unit)],
    rows: portfolio.history.map(({ asOf, ageing }) => [asOf, ...ageing.buckets.map(read)]),
  };
}

/** The buckets at the date of the page, and their totals. */
export function shapeBuckets({ portfolio }: AgeingQuery) {
  const buckets = portfolio.history.at(-1)?.ageing.buckets ?? [];
  return {
    buckets,
    loanCount: buckets.reduce((sum, { loanCount }) => sum + loanCount, 0),
    balance: addDecimals(buckets.map(({ balance }) => balance)),
    overdueAmount: addDecimals(buckets.map(({ overdueAmount }) => overdueAmount)),
  };
}

/** "30–59", "120 and more", "0". */
export function daysWords({ fromDays, toDays }: Pick<Bucket, 'fromDays' | 'toDays'>): string {
  if (toDays === null || toDays === undefined) return `${fromDays} and more`;
  return fromDays === toDays ? String(fromDays) : `${fromDays}–${toDays}`;
}
