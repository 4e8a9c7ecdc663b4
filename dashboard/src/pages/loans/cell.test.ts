import { describe, expect, it } from 'vitest';
import type { CellInput } from '../../gql/behind';
import { setLocale } from '../../format/number';
import { cellQuery, describeCell, parseCell } from './cell';

setLocale('en-GB');

// What an address says, the cell that it names, and its title.
const CELLS: [Record<string, string>, CellInput, string][] = [
  [{ stock: 'ACTIVE' }, { stock: 'ACTIVE' }, 'Active loans'],
  [{ stock: 'CHARGED_OFF' }, { stock: 'CHARGED_OFF' }, 'Loans charged off'],
  [{ daysPastDue: '30' }, { daysPastDue: 30 }, 'Active loans more than 30 days past due'],
  [{ daysPastDue: '1' }, { daysPastDue: 1 }, 'Active loans more than 1 day past due'],
  [{ daysPastDue: '0' }, { daysPastDue: 0 }, 'Active loans past due'],
  [{ bucket: '30-59', scheme: 'US' }, { ageing: { scheme: 'US', bucket: '30-59' } }, 'Loans 30–59 days past due'],
  [{ bucket: '120+', scheme: 'US' }, { ageing: { scheme: 'US', bucket: '120+' } }, 'Loans 120 days or more past due'],
  [{ bucket: 'current', scheme: 'IFRS' }, { ageing: { scheme: 'IFRS', bucket: 'current' } }, 'Current loans'],
  [
    { rollFrom: '1-29', rollTo: '30-59', month: '2025-10-31', scheme: 'US' },
    { rollRate: { scheme: 'US', month: '2025-10-31', from: '1-29', state: '30-59' } },
    'Loans that rolled from 1–29 to 30–59 in October 2025',
  ],
  [
    { rollFrom: '61-90', rollTo: 'current', scheme: 'MFI' },
    { rollRate: { scheme: 'MFI', from: '61-90', state: 'current' } },
    'Loans that came back from 61–90 to current in the last complete month',
  ],
  [
    { rollFrom: '120+', rollTo: '120+', month: '2025-10-31', scheme: 'US' },
    { rollRate: { scheme: 'US', month: '2025-10-31', from: '120+', state: '120+' } },
    'Loans that stayed 120 days or more past due in October 2025',
  ],
  [
    { rollFrom: '90-119', rollTo: 'charged_off', month: '2025-10-31', scheme: 'US' },
    { rollRate: { scheme: 'US', month: '2025-10-31', from: '90-119', state: 'charged_off' } },
    'Loans 90–119 days past due that were charged off in October 2025',
  ],
  [
    { rollFrom: 'current', rollTo: 'current', month: '2025-10-31', scheme: 'US' },
    { rollRate: { scheme: 'US', month: '2025-10-31', from: 'current', state: 'current' } },
    'Loans that stayed current in October 2025',
  ],
  [
    { vintage: '2024-07-01', every: 'MONTH', measure: 'EVER_30', mob: '6' },
    { vintage: { from: '2024-07-01', every: 'MONTH', measure: 'EVER_30', monthOnBook: 6 } },
    'Loans disbursed in July 2024 that were ever 30 days past due by month 6',
  ],
  [
    { vintage: '2024-07-01', every: 'QUARTER', measure: 'CUMULATIVE_NET_LOSS', mob: '0' },
    { vintage: { from: '2024-07-01', every: 'QUARTER', measure: 'CUMULATIVE_NET_LOSS', monthOnBook: 0 } },
    'Loans disbursed in Q3 2024 that were charged off by month 0',
  ],
  [{ cured: '2025-10-31' }, { cured: '2025-10-31' }, 'Loans cured in October 2025'],
  [{ fpd: '30' }, { firstPaymentDefault: 30 }, 'Loans in first-payment default after 30 days'],
  [{ tier: 'High Risk', profile: 'DEFAULT' }, { riskTier: { tier: 'High Risk', profile: 'DEFAULT' } }, 'Loans of High Risk customers'],
];

describe('a cell', () => {
  it.each(CELLS)('%o is read, printed again and told in words', (query, cell, title) => {
    expect(parseCell(query)).toEqual({ cell });
    expect(cellQuery(cell)).toEqual(query);
    expect(describeCell(cell).title).toBe(title);
  });

  it('has defaults', () => {
    expect(parseCell({ bucket: '30–59' })).toEqual({ cell: { ageing: { scheme: 'US', bucket: '30-59' } } });
    expect(parseCell({ vintage: '2024-07-01', mob: '3' }).cell).toEqual({ vintage: { every: 'MONTH', measure: 'EVER_30', from: '2024-07-01', monthOnBook: 3 } });
    expect(parseCell({ tier: 'Prime' }).cell).toEqual({ riskTier: { profile: 'DEFAULT', tier: 'Prime' } });
    expect(cellQuery({ ageing: { bucket: 'current' } })).toEqual({ bucket: 'current', scheme: 'US' });
  });

  it('ignores what belongs to the page', () => {
    expect(parseCell({ fpd: '30', asOf: '2025-06-30', riskTier: 'Prime', orderBy: 'AMOUNT_DESC' })).toEqual({ cell: { firstPaymentDefault: 30 } });
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'no figure'],
    [{ stock: 'ACTIVE', fpd: '30' }, 'several figures: stock, fpd'],
    [{ stock: 'GONE' }, '“stock” is not one of DISBURSED'],
    [{ daysPastDue: '-1' }, '“daysPastDue”'],
    [{ daysPastDue: '3651' }, '“daysPastDue”'],
    [{ daysPastDue: '3e1' }, '“daysPastDue”'],
    [{ bucket: '30-59', scheme: 'XX' }, '“scheme” is not one of US'],
    [{ rollFrom: 'current' }, '“rollTo”'],
    [{ rollFrom: 'current', rollTo: '1-29', month: '2025-10' }, '“month”'],
    [{ vintage: '2024-07', mob: '6' }, '“vintage”'],
    [{ vintage: '2024-07-01' }, '“mob”'],
    [{ vintage: '2024-07-01', mob: '6', measure: 'EVER_45' }, '“measure”'],
    [{ cured: '2025-02-30' }, '“cured”'],
    [{ fpd: '0' }, '“fpd”'],
    [{ tier: 'Prime', profile: 'MINE' }, '“profile”'],
  ])('%o is refused', (query, words) => {
    expect(parseCell(query).fault).toContain(words);
  });
});
