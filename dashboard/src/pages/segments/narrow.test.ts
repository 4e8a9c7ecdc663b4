import { describe, expect, it } from 'vitest';
import { parseFilter, printFilter, toPortfolioFilter } from '../../state/filter';
import { narrow } from './narrow';

describe('narrow', () => {
  it.each([
    ['RISK_TIER', 'Near Prime', { riskTier: ['Near Prime'] }],
    ['LOAN_TYPE', 'Auto', { loanType: ['AUTO'] }],
    ['LOAN_STATUS', 'Paid Off', { status: ['PAID_OFF'] }],
    ['LOAN_STATUS', 'Charged Off', { status: ['CHARGED_OFF'] }],
    ['EMPLOYMENT_TYPE', 'Unemployed', { employmentType: ['UNEMPLOYED'] }],
    ['EMPLOYMENT_TYPE', 'Employed under 1 year', { employmentType: ['UNDER_ONE_YEAR'] }],
    ['EMPLOYMENT_TYPE', 'Employed 1-4 years', { employmentType: ['ONE_TO_FOUR_YEARS'] }],
    ['EMPLOYMENT_TYPE', 'Employed 4-7 years', { employmentType: ['FOUR_TO_SEVEN_YEARS'] }],
    ['EMPLOYMENT_TYPE', 'Employed 7+ years', { employmentType: ['SEVEN_YEARS_OR_MORE'] }],
    ['JOB_TYPE', 'Unemployed or Unskilled (Non-resident)', { jobType: ['UNEMPLOYED_OR_UNSKILLED_NON_RESIDENT'] }],
    ['JOB_TYPE', 'Management / Highly Qualified', { jobType: ['MANAGEMENT_OR_HIGHLY_QUALIFIED'] }],
    ['HOUSING_STATUS', 'Rent', { housingStatus: ['RENT'] }],
    ['GENDER', 'Female', { gender: ['FEMALE'] }],
    ['AGE_BAND', 'under 25', { age: ['', '24'] }],
    ['AGE_BAND', '25–34', { age: ['25', '34'] }],
    ['AGE_BAND', '65 and over', { age: ['65', ''] }],
    ['TERM_BAND', 'under 13 months', { termMonths: ['', '12'] }],
    ['TERM_BAND', '13–24 months', { termMonths: ['13', '24'] }],
    ['TERM_BAND', '61 months and over', { termMonths: ['61', ''] }],
    ['AMOUNT_BAND', 'under 1000', { amount: ['', '999.99'] }],
    ['AMOUNT_BAND', '1000–2500', { amount: ['1000', '2499.99'] }],
    ['AMOUNT_BAND', '25000 and over', { amount: ['25000', ''] }],
    ['INTEREST_RATE_BAND', 'under 2 %', { interestRate: ['', '1.9999'] }],
    ['INTEREST_RATE_BAND', '2–4 %', { interestRate: ['2', '3.9999'] }],
    ['INTEREST_RATE_BAND', '12 % and over', { interestRate: ['12', ''] }],
    ['DISBURSEMENT_MONTH', '2024-02', { disbursementDate: ['2024-02-01', '2024-02-29'] }],
    ['DISBURSEMENT_QUARTER', '2024-Q3', { disbursementDate: ['2024-07-01', '2024-09-30'] }],
    ['DISBURSEMENT_QUARTER', '2024-Q4', { disbursementDate: ['2024-10-01', '2024-12-31'] }],
    ['DISBURSEMENT_YEAR', '2024', { disbursementDate: ['2024-01-01', '2024-12-31'] }],
  ] as const)('%s %s', (dimension, key, filter) => {
    expect(narrow({}, dimension, key, 2)).toEqual(filter);
    // An address keeps every one of them.
    expect(parseFilter(printFilter(filter as never))).toEqual(filter);
  });

  it('ends an amount by the smallest unit of the currency', () => {
    expect(narrow({}, 'AMOUNT_BAND', '1000–2500', 0)).toEqual({ amount: ['1000', '2499'] });
    expect(narrow({}, 'AMOUNT_BAND', '1000–2500', 3)).toEqual({ amount: ['1000', '2499.999'] });
  });

  it('asks the server for less than four percent, to the millionth', () => {
    expect(toPortfolioFilter(narrow({}, 'INTEREST_RATE_BAND', '2–4 %', 2)!)).toEqual({ interestRate: { gte: '0.02', lte: '0.039999' } });
  });

  it('has no filter for what is not known, or not in it', () => {
    expect(narrow({}, 'AGE_BAND', null, 2)).toBeNull();
    expect(narrow({}, 'RISK_TIER', 'Platinum', 2)).toBeNull();
    expect(narrow({}, 'AGE_BAND', 'old', 2)).toBeNull();
    expect(narrow({}, 'DISBURSEMENT_MONTH', '2024-Q5', 2)).toBeNull();
  });

  it('stays within the segment that is on', () => {
    expect(narrow({ gender: ['MALE'], loanType: ['AUTO', 'BUSINESS'] }, 'LOAN_TYPE', 'Auto', 2)).toEqual({ gender: ['MALE'], loanType: ['AUTO'] });
    expect(narrow({ amount: ['1500', '9000'] }, 'AMOUNT_BAND', '1000–2500', 2)).toEqual({ amount: ['1500', '2499.99'] });
    expect(narrow({ amount: ['', '2000'] }, 'AMOUNT_BAND', '1000–2500', 2)).toEqual({ amount: ['1000', '2000'] });
    expect(narrow({ age: ['9', ''] }, 'AGE_BAND', '25–34', 2)).toEqual({ age: ['25', '34'] });
    expect(narrow({ disbursementDate: ['2024-03-15', ''] }, 'DISBURSEMENT_YEAR', '2024', 2)).toEqual({ disbursementDate: ['2024-03-15', '2024-12-31'] });
    expect(narrow({ age: ['', '70'] }, 'AGE_BAND', '65 and over', 2)).toEqual({ age: ['65', '70'] });
  });
});
