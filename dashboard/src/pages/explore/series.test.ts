/// <reference types="vite/client" />
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import schemaText from '../../../../api/schema.graphql?raw';
import { setLocale } from '../../format/number';
import { measureOf, MEASURES } from '../../parts/measures';
import { candidatesFor, figuresOf, isFinished, mostDates, printPoint, readMeasures, seriesDocument, shapeSeries, type SeriesAnswer } from './series';

setLocale('en-GB');

const ids = (text: string | undefined) => readMeasures(text).map(({ id }) => id);

describe('readMeasures', () => {
  it('takes up to three of one unit, none twice', () => {
    expect(ids(undefined)).toEqual(['outstanding']);
    expect(ids('par30,par90,arrears,onTime')).toEqual(['par30', 'par90', 'arrears']);
    expect(ids('par30,par30,outstanding,score')).toEqual(['par30']);
    expect(ids('loans,customers,active')).toEqual(['loans', 'active']);
    expect(ids('nonsense,originated')).toEqual(['outstanding', 'originated']);
  });
});

describe('mostDates', () => {
  it('keeps a request below fifty figures', () => {
    expect(mostDates(readMeasures('par30,par90'))).toBe(36);
    expect(mostDates(readMeasures('par30,arrears'))).toBe(24);
    expect(mostDates(readMeasures('par30,arrears,onTime'))).toBe(12);
    for (const { id } of MEASURES) expect(mostDates([measureOf(id)])).toBe(36);
  });

  it('offers what shares the unit', () => {
    expect(candidatesFor([measureOf('outstanding')]).map(({ id }) => id)).toEqual(['originated']);
    expect(candidatesFor([measureOf('delay')])).toEqual([]);
  });
});

describe('seriesDocument', () => {
  const schema = buildSchema(schemaText);

  it.each(MEASURES.map(({ id }) => id))('is a query of the schema for %s, beside others too', (id) => {
    for (const text of [id, `${id},par30,arrears`, `${id},onTime,firstPayment`]) {
      const document = seriesDocument(figuresOf(readMeasures(text)));
      expect(validate(schema, parse(document.toString()))).toEqual([]);
    }
  });

  it('asks for nothing else, and stays the same object', () => {
    const text = seriesDocument(['par']).toString();
    expect(text).toContain('...ParFigures');
    expect(text).not.toContain('executiveKpis');
    expect(text.match(/fragment RatioFields/g)).toHaveLength(1);
    expect(seriesDocument(['par'])).toBe(seriesDocument(['par']));
  });
});

describe('shapeSeries', () => {
  const ratio = (value: number | null) => ({ value, numerator: '1', denominator: '2', loanCount: 1 });
  const point = (asOf: string, value: number | null) => ({ asOf, par: { activeLoans: 9, days30: ratio(value), days90: ratio(0) } });
  const answer = (...history: SeriesAnswer['portfolio']['history']): SeriesAnswer => ({
    book: { name: 'Test', currency: 'EUR', currencyExponent: 2, isDemo: true, provenance: null, reportingDate: '2025-06-17' }, portfolio: { asOf: '2025-06-17', history },
  });

  it('keeps a gap where nothing was outstanding, and marks the month that is not over', () => {
    const view = shapeSeries(answer(point('2025-04-30', 0.5), point('2025-05-31', null), point('2025-06-17', 0.123456)), readMeasures('par30,par90'), 'MONTH');
    expect(view.lines[0]!.values).toEqual([0.5, null, 0.123456]);
    expect(view.unfinished).toBe('The last point is of 17 Jun 2025; its month is not over.');
    expect(view.sheet.columns).toEqual(['Day', 'PAR 30, %', 'PAR 90, %']);
    expect(view.sheet.rows).toEqual([['2025-04-30', 50, 0], ['2025-05-31', null, 0], ['2025-06-17', 12.346, 0]]);
    expect(view.labels[0]).toBe('Apr 25');
  });

  it('takes no dates', () => {
    expect(shapeSeries(answer(), readMeasures('par30'), 'WEEK')).toMatchObject({ dates: [], unfinished: '' });
  });

  it('knows when a month and a week end', () => {
    expect([isFinished('2025-06-30', 'MONTH'), isFinished('2025-06-29', 'MONTH')]).toEqual([true, false]);
    expect([isFinished('2025-11-23', 'WEEK'), isFinished('2025-11-22', 'WEEK')]).toEqual([true, false]);
  });

  it('prints a point with its unit', () => {
    expect(printPoint(measureOf('par30'), 0.12345, 'EUR')).toBe('12.35\u00a0%');
    expect(printPoint(measureOf('outstanding'), 1234.5, 'EUR')).toBe('1,235 EUR');
    expect(printPoint(measureOf('loans'), 1000, 'EUR')).toBe('1,000');
    expect(printPoint(measureOf('score'), null, 'EUR')).toBe('–');
  });
});
