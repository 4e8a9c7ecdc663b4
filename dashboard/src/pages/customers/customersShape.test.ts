import { describe, expect, it } from 'vitest';
import { toFacetFilters } from '../../parts/conditions';
import { conditionsIn, toSheet, type CustomerRow } from './customersShape';

const ROW: CustomerRow = {
  id: 'customer:5', externalId: 'DEMO-C-5', fullName: 'Ada Byron', creditScore: null, riskTier: null, income: '35300.00', age: 49,
  gender: null, employmentType: 'UNEMPLOYED', jobType: null, housingStatus: 'OWN', accountCreatedDate: '2024-08-02',
};

describe('the list of customers', () => {
  it('saves unknown properties as nothing and amounts digit for digit', () => {
    const sheet = toSheet([ROW], 'EUR');
    expect(sheet.rows).toEqual([['customer:5', 'DEMO-C-5', 'Ada Byron', null, null, '35300.00', 49, null, 'Unemployed', null, 'Own', '2024-08-02']]);
    expect(sheet.columns).toHaveLength(sheet.rows[0]!.length);
    expect(sheet.columns[5]).toBe('Yearly income, EUR');
  });

  it('of nobody has no rows', () => expect(toSheet([], 'EUR').rows).toEqual([]));

  it('asks for the count of each of 14 values', () => {
    expect(Object.keys(toFacetFilters(conditionsIn('EUR', true), {}, {}))).toHaveLength(14);
    expect(conditionsIn('EUR', false).map(({ key }) => key)).not.toContain('age');
  });
});
