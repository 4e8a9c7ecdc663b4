import { beforeAll, expect, test } from 'vitest';
import { setLocale } from '../format/number';
import { describe as inWords, parseFilter, printFilter, toPortfolioFilter } from './filter';

beforeAll(() => setLocale('en-GB'));

const query = { loanType: 'AUTO,BUSINESS', riskTier: 'High Risk', amount: '1000..2499.99', interestRate: '3.85..', disbursementDate: '..2024-03-31' };

test('what is printed is parsed again', () => {
  expect(printFilter(parseFilter(query))).toEqual(query);
});

test('what is not known is left out', () => {
  expect(parseFilter({ loanType: 'AUTO,BOAT', status: 'GONE', amount: 'x..y', age: '..', disbursementDate: '2024-02-30..', asOf: '2024-01-01' })).toEqual({ loanType: ['AUTO'] });
});

test('a filter as the schema takes it: a percentage is moved by its digits', () => {
  expect(toPortfolioFilter(parseFilter(query))).toEqual({
    loanType: { in: ['AUTO', 'BUSINESS'] },
    riskTier: ['High Risk'],
    amount: { gte: '1000', lte: '2499.99' },
    interestRate: { gte: '0.0385', lte: undefined },
    disbursementDate: { gte: undefined, lte: '2024-03-31' },
  });
  expect(toPortfolioFilter({ interestRate: ['12', '100.5'] })).toEqual({ interestRate: { gte: '0.12', lte: '1.005' } });
  expect(toPortfolioFilter({})).toBeNull();
});

test('chips in words', () => {
  expect(inWords(parseFilter(query)).map(({ text }) => text)).toEqual([
    'Loan type: Auto, Business',
    'Risk tier: High Risk',
    'Amount lent: 1000 to 2499.99',
    'Interest rate: from 3.85 %',
    'Disbursed: up to 31 Mar 2024',
  ]);
});
