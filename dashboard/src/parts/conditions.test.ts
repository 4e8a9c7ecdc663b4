import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../format/number';
import { describeConditions, printCondition, readConditions, toConditions, toFacetFilters, type Condition } from './conditions';

const KNOWN: readonly Condition[] = [
  { key: 'gender', label: 'Gender', values: ['FEMALE', 'MALE'] },
  { key: 'housingStatus', label: 'Housing', values: ['OWN', 'RENT', 'FREE'] },
  { key: 'age', label: 'Age', kind: 'whole' },
  { key: 'rate', label: 'Rate', kind: 'percent' },
  { key: 'paid', label: 'Paid out', kind: 'date' },
];

beforeAll(() => setLocale('en-GB'));

describe('conditions in the address', () => {
  it('are read, and what is unknown or no value is left out', () => {
    const query = { 'with.gender': 'FEMALE,OTHER', gender: 'MALE', 'with.age': '30..', 'with.rate': 'x..2', 'with.paid': '2025-02-30..', 'with.housingStatus': '' };
    expect(readConditions(KNOWN, query)).toEqual({ gender: ['FEMALE'], age: ['30', ''] });
  });

  it('are printed as they are read', () => {
    expect(printCondition(KNOWN[0]!, ['FEMALE', 'MALE'])).toEqual({ 'with.gender': 'FEMALE,MALE' });
    expect(printCondition(KNOWN[2]!, ['', '40'])).toEqual({ 'with.age': '..40' });
    expect(readConditions(KNOWN, printCondition(KNOWN[2]!, ['', '40']) as Record<string, string>)).toEqual({ age: ['', '40'] });
  });

  it('are taken out when nothing is chosen', () => {
    expect(printCondition(KNOWN[0]!, [])).toEqual({ 'with.gender': null });
    expect(printCondition(KNOWN[2]!, ['', ''])).toEqual({ 'with.age': null });
  });
});

describe('conditions as a filter', () => {
  const chosen = { gender: ['FEMALE'], age: ['30', ''], rate: ['3.85', '12'] };

  it('keep a rate exact and an open end open', () => {
    expect(toConditions(KNOWN, chosen)).toEqual({
      gender: { in: ['FEMALE'] },
      age: { gte: 30, lte: undefined },
      rate: { gte: '0.0385', lte: '0.12' },
    });
  });

  it('count each value given the other properties, not given its own', () => {
    const filters = toFacetFilters(KNOWN, { gender: ['FEMALE'], housingStatus: ['OWN'] }, { nameContains: 'an' });
    expect(Object.keys(filters)).toEqual(['FEMALE', 'MALE', 'OWN', 'RENT', 'FREE']);
    expect(filters.MALE).toEqual({ gender: { eq: 'MALE' }, housingStatus: { in: ['OWN'] }, nameContains: 'an' });
    expect(filters.RENT).toEqual({ gender: { in: ['FEMALE'] }, housingStatus: { eq: 'RENT' }, nameContains: 'an' });
  });

  it('are said in words', () => {
    const texts = describeConditions(KNOWN, { gender: ['FEMALE', 'MALE'], age: ['30', '30'], rate: ['', '12'], paid: ['2025-01-05', '2025-02-01'] }).map(({ text }) => text);
    expect(texts).toEqual(['Gender: Female, Male', 'Age: 30', 'Rate: up to 12 %', 'Paid out: 5 Jan 2025 to 1 Feb 2025']);
    expect(describeConditions(KNOWN, {})).toEqual([]);
  });
});
