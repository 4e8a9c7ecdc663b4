// One cell of a figure by its address: as the schema takes it, as parameters of a link, and in words.

import type { BucketScheme, CellInput, LoanStock, TierProfile, VintageMeasure, VintagePeriod } from '../../gql/behind';
import { isDate, longMonth } from '../../format/date';
import { bucketWords, plural } from '../../format/words';

type Query = Record<string, string | undefined>;

/** The cell that an address names, or why it names none. */
export type Parsed = { cell: CellInput; fault?: undefined } | { cell?: undefined; fault: string };

const STOCKS: readonly LoanStock[] = ['DISBURSED', 'ACTIVE', 'OVERDUE', 'CHARGED_OFF'];
const SCHEMES: readonly BucketScheme[] = ['US', 'IFRS', 'MFI', 'LC'];
const PERIODS: readonly VintagePeriod[] = ['MONTH', 'QUARTER'];
const MEASURES: readonly VintageMeasure[] = ['EVER_30', 'EVER_60', 'EVER_90', 'CUMULATIVE_NET_LOSS'];
const PROFILES: readonly TierProfile[] = ['DEFAULT', 'BEHAVIOUR', 'DOCUMENTED'];

const MAX_DAYS_PAST_DUE = 3650;
const MAX_FIRST_PAYMENT_DAYS = 365;
const MAX_MONTH_ON_BOOK = 480;

/** What each kind of cell is named by; an address has one of these. */
const READERS: Record<string, (value: string, query: Query) => Parsed> = {
  stock: (value) => {
    const stock = oneOf(STOCKS, value);
    return stock ? { cell: { stock } } : fault('stock', STOCKS.join(', '));
  },
  daysPastDue: (value) => {
    const days = whole(value, 0, MAX_DAYS_PAST_DUE);
    return days === null ? fault('daysPastDue', `a whole number of days up to ${MAX_DAYS_PAST_DUE}`) : { cell: { daysPastDue: days } };
  },
  bucket: (value, query) => {
    const scheme = oneOf(SCHEMES, query.scheme ?? 'US');
    return scheme ? { cell: { ageing: { scheme, bucket: plain(value) } } } : fault('scheme', SCHEMES.join(', '));
  },
  rollFrom: (value, query) => {
    const scheme = oneOf(SCHEMES, query.scheme ?? 'US');
    if (!scheme) return fault('scheme', SCHEMES.join(', '));
    if (!query.rollTo) return fault('rollTo', 'the state at the end of the month');
    if (query.month && !isDate(query.month)) return fault('month', 'a date, such as 2025-10-31');
    return { cell: { rollRate: { scheme, ...(query.month ? { month: query.month } : {}), from: plain(value), state: plain(query.rollTo) } } };
  },
  vintage: (value, query) => {
    const every = oneOf(PERIODS, query.every ?? 'MONTH');
    const measure = oneOf(MEASURES, query.measure ?? 'EVER_30');
    const monthOnBook = whole(query.mob ?? '', 0, MAX_MONTH_ON_BOOK);
    if (!isDate(value)) return fault('vintage', 'the first day of a month or quarter, such as 2024-07-01');
    if (!every) return fault('every', PERIODS.join(', '));
    if (!measure) return fault('measure', MEASURES.join(', '));
    if (monthOnBook === null) return fault('mob', 'a whole number of months on book');
    return { cell: { vintage: { every, measure, from: value, monthOnBook } } };
  },
  cured: (value) => (isDate(value) ? { cell: { cured: value } } : fault('cured', 'a date, such as 2025-10-31')),
  fpd: (value) => {
    const days = whole(value, 1, MAX_FIRST_PAYMENT_DAYS);
    return days === null ? fault('fpd', `a whole number of days from 1 to ${MAX_FIRST_PAYMENT_DAYS}`) : { cell: { firstPaymentDefault: days } };
  },
  tier: (value, query) => {
    const profile = oneOf(PROFILES, query.profile ?? 'DEFAULT');
    return profile ? { cell: { riskTier: { profile, tier: value } } } : fault('profile', PROFILES.join(', '));
  },
};

/** The cell in an address. */
export function parseCell(query: Query): Parsed {
  const named = Object.keys(READERS).filter((key) => query[key]);
  const key = named[0];
  if (!key) return { fault: 'The address names no figure' };
  if (named.length > 1) return { fault: `The address names several figures: ${named.join(', ')}` };
  return READERS[key]!(query[key]!, query);
}

/** The cell as parameters of a link to the page of the loans behind it. */
export function cellQuery(cell: CellInput): Record<string, string> {
  if (cell.stock) return { stock: cell.stock };
  if (cell.daysPastDue !== undefined) return { daysPastDue: String(cell.daysPastDue) };
  if (cell.ageing) return { bucket: cell.ageing.bucket, scheme: cell.ageing.scheme ?? 'US' };
  if (cell.rollRate) {
    const { from, state, month, scheme = 'US' } = cell.rollRate;
    return { rollFrom: from, rollTo: state, ...(month ? { month } : {}), scheme };
  }
  if (cell.vintage) {
    const { from, every = 'MONTH', measure = 'EVER_30', monthOnBook } = cell.vintage;
    return { vintage: from, every, measure, mob: String(monthOnBook) };
  }
  if (cell.cured) return { cured: cell.cured };
  if (cell.firstPaymentDefault !== undefined) return { fpd: String(cell.firstPaymentDefault) };
  const { tier, profile = 'DEFAULT' } = cell.riskTier!;
  return { tier, profile };
}

/** What the loans of a cell have in common. */
export interface CellWords {
  title: string;
  /** What the title leaves open. */
  note: string;
}

export const SCHEME_WORDS: Record<BucketScheme, string> = { US: 'US consumer lending', IFRS: 'IFRS 9', MFI: 'Microfinance', LC: 'Lending Club' };

const STOCK_WORDS: Record<LoanStock, CellWords> = {
  DISBURSED: { title: 'Loans disbursed', note: 'Paid out by this date, whatever became of them.' },
  ACTIVE: { title: 'Active loans', note: 'Paid out, not charged off, with principal outstanding.' },
  OVERDUE: { title: 'Active loans past due', note: 'Active, with an open instalment past its due date.' },
  CHARGED_OFF: { title: 'Loans charged off', note: 'Written off as a loss by this date.' },
};

/** The cell in words, for a title and the line below it. */
export function describeCell(cell: CellInput): CellWords {
  if (cell.stock) return STOCK_WORDS[cell.stock];
  if (cell.daysPastDue !== undefined) {
    const days = cell.daysPastDue;
    return {
      title: days === 0 ? 'Active loans past due' : `Active loans more than ${plural(days, 'day')} past due`,
      note: 'Counted from the due date of the oldest open instalment.',
    };
  }
  if (cell.ageing) return { title: capital(`${inBucket(cell.ageing.bucket)}`), note: `Active loans. Buckets: ${SCHEME_WORDS[cell.ageing.scheme ?? 'US']}.` };
  if (cell.rollRate) {
    const { from, state, month, scheme = 'US' } = cell.rollRate;
    return {
      title: `${moved(from, state)} in ${month ? longMonth(month) : 'the last complete month'}`,
      note: `By days past due at the end of the month before and of this one. Buckets: ${SCHEME_WORDS[scheme]}.`,
    };
  }
  if (cell.vintage) {
    const { from, every = 'MONTH', measure = 'EVER_30', monthOnBook } = cell.vintage;
    const days = measure.match(/^EVER_(\d+)$/)?.[1];
    return {
      title: `Loans disbursed in ${vintageWords(from, every)} that were ${days ? `ever ${days} days past due` : 'charged off'} by month ${monthOnBook}`,
      note: `Month ${monthOnBook} on book of each loan, counted from the day it was paid out.`,
    };
  }
  if (cell.cured) return { title: `Loans cured in ${longMonth(cell.cured)}`, note: 'Past due when the month began, current at its end.' };
  if (cell.firstPaymentDefault !== undefined) {
    const days = cell.firstPaymentDefault;
    return {
      title: `Loans in first-payment default after ${plural(days, 'day')}`,
      note: `The first instalment was still open ${plural(days, 'day')} after it fell due.`,
    };
  }
  const { tier, profile = 'DEFAULT' } = cell.riskTier!;
  return {
    title: `Loans of ${tier} customers`,
    note: profile === 'BEHAVIOUR' ? 'Tier by how the customer has paid so far.' : `Tier by credit score${profile === 'DOCUMENTED' ? ', with the names of an older system' : ''}.`,
  };
}

/** "July 2024", "Q3 2024". */
export function vintageWords(from: string, every: VintagePeriod): string {
  return every === 'MONTH' ? longMonth(from) : `Q${Math.ceil(Number(from.slice(5, 7)) / 3)} ${from.slice(0, 4)}`;
}

function fault(parameter: string, wanted: string): Parsed {
  return { fault: `“${parameter}” is not ${/^[A-Z_]+, /.test(wanted) ? `one of ${wanted}` : wanted}` };
}

const oneOf = <Name extends string>(names: readonly Name[], value: string) => names.find((name) => name === value);

function whole(text: string, least: number, most: number): number | null {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most ? number : null;
}

// A bucket may be typed as it is shown.
const plain = (bucket: string) => bucket.replace(/[–—]/g, '-');

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "loans 30–59 days past due". */
function inBucket(bucket: string): string {
  if (bucket === 'current') return 'current loans';
  const open = bucket.match(/^(\d+)\+$/)?.[1];
  return `loans ${open ? `${open} days or more` : `${bucketWords(bucket)} days`} past due`;
}

// Where a bucket begins, in days.
const begin = (bucket: string) => (bucket === 'current' ? 0 : Number(bucket.match(/^\d+/)?.[0] ?? NaN));

const name = (bucket: string) => bucketWords(bucket).toLowerCase();

/** "Loans that rolled from 1–29 to 30–59". */
function moved(from: string, state: string): string {
  if (state === 'paid_off' || state === 'charged_off') return `${capital(inBucket(from))} that were ${name(state)}`;
  if (state === from) return `Loans that stayed ${inBucket(from).replace(/ ?loans ?/, '')}`;
  if (begin(state) < begin(from)) return `Loans that came back from ${name(from)} to ${name(state)}`;
  return `Loans that rolled from ${name(from)} to ${name(state)}`;
}
