import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../../format/number';
import type { OperationsQuery } from '../../gql/operations';
import {
  describeBucket, describeEngagement, describeMissed, describeProcess, describeRecovery, describeWeek, describeWeeks, fillMonths, isUnfinished,
  shapeCollection, shapeEfficiency, shapeEngagement, shapeInstalments, shapeMissed, shapeRecovery, shapeStages, shapeWeek, weekChange,
} from './operationsShape';

type Portfolio = OperationsQuery['portfolio'];

const ratio = (value: number | null, numerator = '0', denominator = '0') => ({ value, numerator, denominator, loanCount: null });
const collection = (amountDue: string, amountCollected: string, efficiency: number | null, current: number | null, loanCount = 1) => ({
  loanCount, amountDue, amountCollected, efficiency: { value: efficiency }, currentEfficiency: { value: current },
});
const week = (from: string, to: string, receiptCount: number, amountCollected: string, chargedOffAmount: string) => ({
  receipts: { from, to, receiptCount, amountCollected, lateFeesReceived: '20.00' },
  lending: { disbursedCount: 0, disbursedAmount: '0.00', chargedOffCount: chargedOffAmount === '0.00' ? 0 : 1, chargedOffAmount },
});
const period = (from: string, to: string, onTimeCount: number, instalmentCount: number) => ({
  from, to, instalmentCount, onTimeCount, lateCount: 0, overdueCount: instalmentCount - onTimeCount, missedCount: 0, onTimeRate: { value: instalmentCount === 0 ? null : onTimeCount / instalmentCount },
});

function answer(changes: Partial<Portfolio> = {}): OperationsQuery {
  return {
    book: { name: 'Book', currency: 'EUR', currencyExponent: 2, isDemo: true, provenance: null, reportingDate: '2025-11-23' },
    portfolio: {
      asOf: '2025-11-23',
      weekOverWeek: { thisWeek: week('2025-11-17', '2025-11-23', 248, '58572.86', '797.96'), previousWeek: week('2025-11-10', '2025-11-16', 227, '55287.42', '0.00') },
      collectionEfficiency: {
        from: '2025-10-25', to: '2025-11-23',
        total: collection('300.00', '310.00', 310 / 300, 0.9, 3),
        buckets: [{ bucket: 'current', collection: collection('200.00', '180.00', 0.9, 0.95) }, { bucket: '1-29', collection: collection('100.00', '130.00', 1.3, 0.8) }, { bucket: null, collection: collection('0.00', '0.00', null, null) }],
      },
      history: [{ asOf: '2025-10-31', collectionEfficiency: { total: collection('0.00', '0.00', null, null) } }, { asOf: '2025-11-23', collectionEfficiency: { total: collection('300.00', '310.00', 310 / 300, 0.9) } }],
      days: [], weeks: [],
      processTimes: { bottleneck: null, stages: [] },
      recoveryOfMissed: { days7: ratio(0.15, '750', '5000'), days30: ratio(0.678, '3390', '5000'), days90: ratio(null) },
      recoveryOfChargeOffs: { total: { month: null, loanCount: 0, chargedOffAmount: '0.00', recoveredAmount: '0.00', rate: { value: null } }, byChargeOffMonth: [] },
      engagement: { meanScore: ratio(null), bands: [] },
      ...changes,
    },
  };
}

beforeAll(() => setLocale('en-GB'));

describe('the week', () => {
  it('is told against the one before, good or bad by the measure', () => {
    const [receipts, collected, fees, disbursed, chargedOff] = shapeWeek(answer());
    expect(receipts).toMatchObject({ value: '248', unit: undefined, change: { text: '+21 (+9\u00a0%)', tone: 'good', direction: 'up' } });
    expect(collected).toMatchObject({ unit: 'EUR', exact: '58,572.86 EUR', change: { text: '+3,285 (+6\u00a0%)', tone: 'good' } });
    expect(fees!.change).toEqual({ text: 'unchanged', tone: 'even', direction: 'even' });
    expect(disbursed!.detail).toBe('0 loans, 0 the week before');
    expect(chargedOff).toMatchObject({ value: '798', detail: '1 loan, 0 the week before', change: { text: '+798', tone: 'bad', direction: 'up' } });
    expect(describeWeeks(answer())).toBe('17 Nov to 23 November 2025, against 10 Nov to 16 Nov');
  });

  it('has no share of a week without any', () => {
    expect(weekChange(5, 0, 'down', String)).toEqual({ text: '5', tone: 'bad', direction: 'up' });
    expect(weekChange(5, 10, 'down', String)).toMatchObject({ text: '-5 (-50\u00a0%)', tone: 'good', direction: 'down' });
    expect(weekChange(5, 10, 'none', String).tone).toBe('even');
  });
});

describe('collection', () => {
  it('ends with the row of all, and keeps what has no denominator unknown', () => {
    expect(shapeCollection(answer()).rows).toEqual([
      ['Current', 1, '200.00', '180.00', '90.00', '95.00'],
      ['1–29 days', 1, '100.00', '130.00', '130.00', '80.00'],
      ['Not on the book', 1, '0.00', '0.00', null, null],
      ['All loans', 3, '300.00', '310.00', '103.33', '90.00'],
    ]);
    expect(shapeEfficiency(answer()).rows.map((row) => row.slice(0, 3))).toEqual([['2025-10-31', null, null], ['2025-11-23', '103.33', '90.00']]);
    expect(describeBucket('120+')).toBe('120+ days');
  });
});

describe('instalments', () => {
  it('have a rate where any fell due', () => {
    const rows = shapeInstalments([period('2025-11-22', '2025-11-22', 3, 4), period('2025-11-23', '2025-11-23', 0, 0)], 'Day').rows;
    expect(rows).toEqual([['2025-11-22', 4, 3, 0, 1, 0, '75.00'], ['2025-11-23', 0, 0, 0, 0, 0, null]]);
  });

  it('of a week that is not over say so', () => {
    expect(isUnfinished([period('2025-11-17', '2025-11-23', 1, 1)])).toBe(false);
    const begun = [period('2025-11-17', '2025-11-19', 1, 1)];
    expect(isUnfinished(begun)).toBe(true);
    expect(describeWeek(begun)).toContain('is not over: 17 Nov to 19 Nov');
    expect(isUnfinished([])).toBe(false);
    expect(describeWeek([])).toBe('Weeks from Monday to Sunday');
  });
});

describe('process times', () => {
  const stage = (name: Portfolio['processTimes']['stages'][number]['stage'], medianHours: number | null, waitingCount: number, applicationCount = 10) => ({
    stage: name, applicationCount, medianHours, percentile90Hours: medianHours === null ? null : medianHours * 2, meanMinutes: { value: medianHours === null ? null : medianHours * 66 },
    waitingCount, meanWaitingMinutes: { value: waitingCount ? 90 : null }, longestWaitingHours: waitingCount ? 5 : null,
  });

  it('name the bottleneck and who waits', () => {
    const data = answer({ processTimes: { bottleneck: 'DOCUMENTS', stages: [stage('DOCUMENTS', 36.34, 1), stage('DECISION', 22, 3), stage('FUNDING', null, 0, 0)] } });
    expect(shapeStages(data).rows).toEqual([
      ['Documents', 10, '36.3', '72.7', '40.0', 1, '1.5', '5.0'],
      ['Decision', 10, '22.0', '44.0', '24.2', 3, '1.5', '5.0'],
    ]);
    expect(describeProcess(data).bottleneck).toContain('documents: half of the applications spend 36.3 h or more');
    expect(describeProcess(data).waiting).toBe('4 applications wait now, most of them (3) for the decision.');
    const one = answer({ processTimes: { bottleneck: null, stages: [stage('CONTRACT', 20, 1), stage('FUNDING', 10, 0)] } });
    expect(describeProcess(one).waiting).toBe('1 application waits now, for the contract.');
  });

  it('of no application say so', () => {
    expect(describeProcess(answer())).toEqual({ bottleneck: 'No application had ended a stage by this date.', waiting: 'No application waits in any stage.' });
  });
});

describe('recovery', () => {
  const charged = (month: string, chargedOffAmount: string, recoveredAmount: string, value: number) => ({ month, loanCount: 1, chargedOffAmount, recoveredAmount, rate: { value } });

  it('is by month of the charge-off, a month without one filled in the drawing alone', () => {
    const data = answer({
      recoveryOfChargeOffs: { total: { month: null, loanCount: 2, chargedOffAmount: '300.00', recoveredAmount: '30.00', rate: { value: 0.1 } }, byChargeOffMonth: [charged('2024-11-01', '100.00', '20.00', 0.2), charged('2025-01-01', '200.00', '10.00', 0.05)] },
    });
    const sheet = shapeRecovery(data);
    expect(sheet.rows).toEqual([['2024-11', 1, '100.00', '20.00', '20.00'], ['2025-01', 1, '200.00', '10.00', '5.00']]);
    expect(fillMonths(sheet).map(({ month, row }) => [month, row?.[2]])).toEqual([['2024-11', '100.00'], ['2024-12', undefined], ['2025-01', '200.00']]);
    expect(describeRecovery(data)).toBe('To date 10.0\u00a0%: 30 of 300 EUR on 2 loans');
  });

  it('of nothing is nothing', () => {
    expect(fillMonths(shapeRecovery(answer()))).toEqual([]);
    expect(describeRecovery(answer())).toBe('No loan had been charged off');
  });

  it('of late instalments keeps what is not yet observable unknown', () => {
    expect(shapeMissed(answer()).rows).toEqual([['7 days', 750, 5000, '15.00'], ['30 days', 3390, 5000, '67.80'], ['90 days', 0, 0, null]]);
    expect(describeMissed(answer())).toContain('15.0\u00a0% within 7 days, 67.8\u00a0% within 30, – within 90');
  });
});

describe('engagement', () => {
  it('is in shares of the customers with a score', () => {
    const data = answer({ engagement: { meanScore: ratio(87.007, '348', '4'), bands: [{ lowest: 0, highest: 19, customerCount: 1 }, { lowest: 80, highest: 100, customerCount: 3 }] } });
    expect(shapeEngagement(data).rows).toEqual([['0–19', 1, '25.00'], ['80–100', 3, '75.00']]);
    expect(describeEngagement(data)).toContain('Mean 87.0 of 100 over 4 customers');
  });

  it('of nobody has no shares', () => {
    expect(shapeEngagement(answer({ engagement: { meanScore: ratio(null), bands: [{ lowest: 0, highest: 19, customerCount: 0 }] } })).rows).toEqual([['0–19', 0, null]]);
    expect(describeEngagement(answer())).toContain('nothing fell due');
  });
});
