import { describe, expect, it } from 'vitest';
import { setLocale } from '../../format/number';
import type { BoxesQuery, CohortsQuery, CorrelationsQuery, HistogramQuery, ScatterQuery } from '../../gql/explore';
import { shapeBoxes, shapeCohorts, shapeCorrelations, shapeHistogram, shapeScatter, shapeSummary } from './exploreShape';
import { axisTitle, plain, printTick, printValue, variableOf } from './variables';

setLocale('en-GB');

const book = { name: 'Test', currency: 'EUR', currencyExponent: 2, isDemo: true, provenance: null, reportingDate: '2025-06-30' };
const score = variableOf('CREDIT_SCORE', 'AGE');
const rate = variableOf('INTEREST_RATE', 'AGE');
const amount = variableOf('AMOUNT', 'AGE');
const none = { minimum: null, lowerWhisker: null, lowerQuartile: null, median: null, upperQuartile: null, upperWhisker: null, maximum: null, mean: null };

function histogram(distribution: Partial<HistogramQuery['portfolio']['distribution']>): HistogramQuery {
  return { book, portfolio: { asOf: '2025-06-30', distribution: { variable: 'CREDIT_SCORE', count: 0, missing: 0, ...none, standardDeviation: null, bins: [], ...distribution } } } as HistogramQuery;
}

describe('variables', () => {
  it('are shown in their units', () => {
    expect(printValue(rate, 0.0385, 'EUR')).toBe('3.85 %');
    expect(printValue(score, 649.6, 'EUR', 1)).toBe('649.6 points');
    expect(printValue(amount, null, 'EUR')).toBe('–');
    expect(axisTitle(amount, 'KWD')).toBe('Amount lent, KWD');
    expect(plain(rate, 0.0385)).toBe(3.85);
    expect(plain(rate, null)).toBeNull();
    expect([printTick(amount, 2500), printTick(amount, 25000), printTick(rate, 2.5), printTick(rate, 3)]).toEqual(['2,500', '25.0\u00a0K', '2.5', '3']);
    expect(variableOf('nonsense', 'AGE').id).toBe('AGE');
  });
});

describe('shapeHistogram', () => {
  it('gives each bin its share', () => {
    const sheet = shapeHistogram(histogram({ count: 4, bins: [{ from: 500, to: 600, count: 1 }, { from: 600, to: 700, count: 3 }] }), score);
    expect(sheet.columns).toEqual(['From, points', 'To, points', 'Loans', 'Share, %']);
    expect(sheet.rows).toEqual([[500, 600, 1, 25], [600, 700, 3, 75]]);
  });

  it('keeps the digits of computed edges', () => {
    const sheet = shapeHistogram(histogram({ count: 1, bins: [{ from: 100, to: 133.33333333, count: 1 }] }), amount);
    expect(sheet.rows[0]).toEqual([100, 133.33, 1, 100]);
    expect(shapeHistogram(histogram({ count: 1, bins: [{ from: 0.02, to: 0.03, count: 1 }] }), rate).rows[0]).toEqual([2, 3, 1, 100]);
  });

  it('has no rows of nothing', () => {
    expect(shapeHistogram(histogram({}), score).rows).toEqual([]);
  });
});

describe('shapeSummary', () => {
  it('has dashes where nothing is known', () => {
    const texts = shapeSummary(histogram({ missing: 3 }), score).map(({ text }) => text);
    expect(texts).toEqual(['0', '3', '–', '–', '–', '–', '–', '–', '–']);
  });

  it('gives a computed value a digit more', () => {
    const found = shapeSummary(histogram({ count: 2, minimum: 500, maximum: 701, mean: 600.5, standardDeviation: 142.128 }), score);
    expect(found.find(({ name }) => name === 'Mean')!.text).toBe('600.5 points');
    expect(found.at(-1)!.text).toBe('142.1 points');
    expect(found[2]!.text).toBe('500 points');
  });
});

describe('shapeBoxes', () => {
  const answer = {
    book,
    portfolio: {
      asOf: '2025-06-30',
      groupBy: [
        { key: ['Auto'], loanCount: 9, portfolio: { distribution: { count: 9, minimum: 0.01, lowerWhisker: 0.02, lowerQuartile: 0.03, median: 0.04, upperQuartile: 0.05, upperWhisker: 0.06, maximum: 0.06, mean: 0.041 } } },
        { key: [null], loanCount: 2, portfolio: { distribution: { count: 0, ...none } } },
      ],
    },
  } as BoxesQuery;
  const { boxes, without, sheet } = shapeBoxes(answer, rate, 'LOAN_TYPE');

  it('is in percent, with the ends beyond the whiskers as dots', () => {
    expect(boxes).toHaveLength(1);
    expect(boxes[0]).toMatchObject({ name: 'Auto', count: 9, min: 1, whiskerMin: 2, q1: 3, median: 4, whiskerMax: 6, max: 6, outliers: [1] });
  });

  it('names a group without a value instead of drawing it at zero', () => {
    expect(without).toEqual(['Not known']);
    expect(sheet.rows[1]).toEqual(['Not known', 0, null, null, null, null, null, null, null, null]);
    expect(sheet.rows[0]!.slice(0, 4)).toEqual(['Auto', 9, 1, 2]);
  });
});

describe('shapeScatter', () => {
  const answer = (total: number, points: ScatterQuery['portfolio']['sample']['points']) => ({ book, portfolio: { asOf: '2025-06-30', sample: { total, points } } });

  it('says how many of how many are drawn', () => {
    const { points, note, sheet } = shapeScatter(answer(1000, [{ loanId: 'loan:7', values: [700, 0.0385] }, { loanId: 'loan:8', values: [null, 0.05] }]), score, rate);
    expect(points).toEqual([{ loanId: 'loan:7', x: 700, y: 3.85 }]);
    expect(note).toMatch(/^1 of 1,000 loans, drawn at random by a fixed rule/);
    expect(sheet.rows).toEqual([['loan:7', 700, 3.85]]);
    expect(shapeScatter(answer(1, [{ loanId: 'loan:7', values: [700, 0.0385] }]), score, rate).note).toBe('All 1 loans of which both are known');
    expect(shapeScatter(answer(0, []), score, rate)).toMatchObject({ points: [], note: 'Both are known of no loan' });
  });
});

describe('shapeCorrelations', () => {
  const answer: CorrelationsQuery = {
    book,
    portfolio: {
      asOf: '2025-06-30',
      correlation: [
        { x: 'AGE', y: 'AGE', coefficient: 1, count: 100 }, { x: 'AGE', y: 'INCOME', coefficient: 0.25, count: 90 }, { x: 'AGE', y: 'AMOUNT', coefficient: null, count: 1 },
        { x: 'INCOME', y: 'INCOME', coefficient: 1, count: 90 }, { x: 'INCOME', y: 'AMOUNT', coefficient: -0.75, count: 12 }, { x: 'AMOUNT', y: 'AMOUNT', coefficient: 1, count: 100 },
      ],
    },
  };
  const { columns, rows, sheet } = shapeCorrelations(answer, ['AGE', 'INCOME', 'AMOUNT']);

  it('shows each pair once, in the lower triangle', () => {
    expect(columns).toEqual(['Age', 'Yearly income']);
    expect(rows.map(({ head, cells }) => [head, ...cells.map((cell) => cell?.text ?? null)])).toEqual([['Yearly income', '+0.25', ''], ['Amount lent', null, '-0.75']]);
    expect(sheet.rows).toEqual([['Age', 'Yearly income', 0.25, 90], ['Age', 'Amount lent', null, 1], ['Yearly income', 'Amount lent', -0.75, 12]]);
  });

  it('says over how many loans, and marks few', () => {
    expect(rows[0]!.cells[0]).toMatchObject({ share: 0.25, title: 'Yearly income and Age: +0.2500 over 90 loans', isFew: false });
    expect(rows[1]!.cells[1]).toMatchObject({ share: -0.75, isFew: true });
  });
});

describe('shapeCohorts', () => {
  const ratio = (value: number | null, numerator: string, denominator: string) => ({ value, numerator, denominator, loanCount: null });
  const cohort = (month: string, customerCount: number, rates: (number | null)[]) => ({
    month, customerCount, averageCreditScore: ratio(650.4, '6504', '10'),
    months: rates.map((value, at) => ({ month: at, repaymentRate: ratio(value, value === null ? '0.00' : String(value * 100), value === null ? '0.00' : '100.00'), retention: value === null ? null : ratio(value, String(value * 20), '20') })),
  });
  const answer: CohortsQuery = { book, portfolio: { asOf: '2025-06-30', cohorts: [cohort('2025-04-01', 20, [0.5, 1]), cohort('2025-05-01', 1, [0.1, null])] } };

  it('has the newest first, unless for a file', () => {
    const { rows, columns, sheet } = shapeCohorts(answer, 'repayment');
    expect(columns).toEqual(['Customers', 'Mean score', '0', '1']);
    expect(rows.map(({ head }) => head)).toEqual(['May 2025', 'Apr 2025']);
    expect(rows[1]!.cells.map((cell) => cell?.text)).toEqual(['20', '650', '50.0', '100.0']);
    expect(sheet.rows).toEqual([['2025-04', 20, 650.4, 50, 100], ['2025-05', 1, 650.4, 10, null]]);
  });

  it('colours cohorts that are large enough, and leaves a gap where nothing is known', () => {
    const { rows, scale, hasFew } = shapeCohorts(answer, 'retention');
    expect(rows[1]!.cells.slice(2).map((cell) => cell!.share)).toEqual([0, 1]);
    expect(shapeCohorts(answer, 'repayment').rows[1]!.cells.slice(2).map((cell) => cell!.share)).toEqual([1, 0]);
    expect(shapeCohorts(answer, 'repayment').scale).toBe('Faint is 100.0\u00a0%, strong is 50.0\u00a0%.');
    expect(rows[0]!.cells[0]).toMatchObject({ text: '1', isFew: true });
    expect(rows[0]!.cells[2]).toMatchObject({ text: '10.0', share: null, title: '2 of 20 customers · few: 1 customer' });
    expect(rows[0]!.cells[3]).toBeNull();
    expect(scale).toBe('Faint is 50.0\u00a0%, strong is 100.0\u00a0%.');
    expect(hasFew).toBe(true);
  });

  it('takes an empty portfolio', () => {
    expect(shapeCohorts({ book, portfolio: { asOf: '2025-06-30', cohorts: [] } }, 'repayment')).toMatchObject({ rows: [], scale: '', hasFew: false, columns: ['Customers', 'Mean score'] });
  });
});
