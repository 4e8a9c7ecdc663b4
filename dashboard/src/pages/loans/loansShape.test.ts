import { describe, expect, it } from 'vitest';
import { toConditions, toFacetFilters } from '../../parts/conditions';
import { conditionsIn, identifierIn } from './loansShape';

describe('the list of loans', () => {
  it.each([['loan:7', 'loan:7'], ['7', 'loan:7'], ['LOAN:12', 'loan:12'], ['DEMO-L-7', null], ['', null], ['7a', null]])('takes %s for %s', (search, expected) => {
    expect(identifierIn(search)).toBe(expected);
  });

  it('asks for the count of each of nine values', () => {
    const filters = toFacetFilters(conditionsIn('EUR'), { status: ['ACTIVE'] }, {});
    expect(Object.keys(filters)).toHaveLength(9);
    expect(filters.AUTO).toEqual({ status: { in: ['ACTIVE'] }, loanType: { eq: 'AUTO' } });
    expect(filters.PENDING).toEqual({ status: { eq: 'PENDING' } });
  });

  it('narrows by a rate in percent and a range of dates', () => {
    expect(toConditions(conditionsIn('EUR'), { interestRate: ['8', '12.5'], disbursementDate: ['2025-01-01', ''] })).toEqual({
      interestRate: { gte: '0.08', lte: '0.125' },
      disbursementDate: { gte: '2025-01-01', lte: undefined },
    });
  });
});
