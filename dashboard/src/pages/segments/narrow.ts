// From a group to its loans: the filter that says what the group's name says.

import { monthEnd } from '../../format/date';
import { codeOf, type DimensionId } from '../../format/groups';
import { FACETS, RANGES, type Facet, type Filter, type Range } from '../../state/filter';

const FACET_OF: Partial<Record<DimensionId, Facet['key']>> = {
  LOAN_TYPE: 'loanType',
  LOAN_STATUS: 'status',
  RISK_TIER: 'riskTier',
  EMPLOYMENT_TYPE: 'employmentType',
  JOB_TYPE: 'jobType',
  HOUSING_STATUS: 'housingStatus',
  GENDER: 'gender',
};

type Ends = [from: string, to: string];

/** Digits of a rate in percent behind the point: rates are stored in millionths. */
const RATE_DECIMALS = 4;

/** The filter with the group's condition added; null where the filter cannot say it. */
export function narrow(filter: Filter, dimension: DimensionId, key: string | null, exponent: number): Filter | null {
  if (key === null) return null;
  const facet = FACET_OF[dimension];
  if (facet) {
    const value = facet === 'riskTier' ? key : codeOf(key);
    const isKnown = FACETS.find((item) => item.key === facet)!.values.includes(value);
    return isKnown ? { ...filter, [facet]: [value] } : null;
  }
  switch (dimension) {
    case 'AGE_BAND':
      return within(filter, 'age', wholeBand(key));
    case 'TERM_BAND':
      return within(filter, 'termMonths', wholeBand(key));
    case 'AMOUNT_BAND':
      return within(filter, 'amount', openBand(key, exponent));
    case 'INTEREST_RATE_BAND':
      return within(filter, 'interestRate', openBand(key, RATE_DECIMALS));
    default:
      return within(filter, 'disbursementDate', days(key));
  }
}

const UNDER = /^under (\d+)/;
const BETWEEN = /^(\d+)–(\d+)/;
const OVER = /^(\d+)\D* and over$/;

/** A band of whole numbers names its last one: "25–34" holds 34. */
function wholeBand(key: string): Ends | null {
  const [, under] = UNDER.exec(key) ?? [];
  if (under) return ['', below(under, 0)];
  const [, from, to] = BETWEEN.exec(key) ?? [];
  if (from && to) return [from, to];
  const [, over] = OVER.exec(key) ?? [];
  return over ? [over, ''] : null;
}

/** A band of decimals ends before the next: "1000–2500" does not hold 2500. */
function openBand(key: string, decimals: number): Ends | null {
  const [, under] = UNDER.exec(key) ?? [];
  if (under) return ['', below(under, decimals)];
  const [, from, to] = BETWEEN.exec(key) ?? [];
  if (from && to) return [from, below(to, decimals)];
  const [, over] = OVER.exec(key) ?? [];
  return over ? [over, ''] : null;
}

/** The largest value below a whole number: 2500 with two decimals → "2499.99". */
function below(whole: string, decimals: number): string {
  const last = String(Number(whole) - 1);
  return decimals > 0 ? `${last}.${'9'.repeat(decimals)}` : last;
}

/** First and last day of "2024", "2024-Q3" or "2024-07". */
function days(key: string): Ends | null {
  const [, year, quarter, month] = /^(\d{4})(?:-Q([1-4])|-(\d{2}))?$/.exec(key) ?? [];
  if (!year) return null;
  const first = quarter ? (Number(quarter) - 1) * 3 + 1 : Number(month ?? 1);
  const from = `${year}-${String(first).padStart(2, '0')}-01`;
  return [from, monthEnd(from, quarter ? 2 : month ? 0 : 11)];
}

/** What lies within the filter's own ends and within these. */
function within(filter: Filter, key: Range['key'], ends: Ends | null): Filter | null {
  if (!ends) return null;
  const { kind } = RANGES.find((range) => range.key === key)!;
  const isLess = (one: string, other: string) => (kind === 'date' ? one < other : Number(one) < Number(other));
  const [from, to] = filter[key] ?? ['', ''];
  const narrowed: Ends = [
    from === '' || (ends[0] !== '' && isLess(from, ends[0])) ? ends[0] : from,
    to === '' || (ends[1] !== '' && isLess(ends[1], to)) ? ends[1] : to,
  ];
  return { ...filter, [key]: narrowed };
}
