// How loans moved between the buckets, what flowed from each into the next, and what becomes of them.

import { useMemo } from 'preact/hooks';
import { longDate, longMonth } from '../../format/date';
import { decimal, NONE, percent } from '../../format/number';
import { RollRatesDocument, type BucketScheme } from '../../gql/rollRates';
import { DataTable, type Column } from '../../parts/dataTable';
import { Failure, Nothing } from '../../parts/failure';
import { HeatTable } from '../../parts/heatTable';
import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { book, useAnswer } from '../../state/useAnswer';
import { chosen, Pick, type Option } from './controls';
import { completeMonths, monthsWords } from './months';
import { hasNoWayOut, rollSheet, shapeLoss, shapeNetFlow, shapeRollRates, totalLoss, type FlowRow, type LossRow, type RollWeight } from './rollRatesShape';

const WEIGHTS: readonly Option[] = [['count', 'By loans'], ['balance', 'By balance']];
const LENGTHS: readonly Option[] = [['1', '1 month'], ['3', '3 months added up'], ['6', '6 months added up'], ['12', '12 months added up']];
const MONTHS_OFFERED = 36;

const WARNING = 'If every month were like these. The chain knows no amortisation: on a young book it overstates the loss of the current bucket.';
const NO_WAY_OUT = 'No loan was paid off in these months, so a charge-off is the only end that the chain knows: add up more months.';

export function RollRates({ scheme }: { scheme: BucketScheme }) {
  const { asOf, variables, query, set, link } = useAddress();
  const date = asOf ?? book.value?.reportingDate;
  const months: Option[] = (date ? completeMonths(date, MONTHS_OFFERED) : []).map((end) => [end, longMonth(end)]);
  const month = months.length > 0 ? chosen(months, query.rollMonth) : null;
  const length = Number(chosen(LENGTHS, query.rollMonths));
  const by = chosen(WEIGHTS, query.rollBy) as RollWeight;
  const latest = months[0]?.[0];
  const asked = { ...variables, scheme, months: length, month: month === latest ? null : month };
  const { data, error, isLoading, retry } = useAnswer(RollRatesDocument, date ? asked : null);
  const rates = data?.portfolio.rollRates;
  const shown = useMemo(() => rates && data && {
    heat: shapeRollRates(rates, { scheme, by, months: length, currency: data.book.currency, exponent: data.book.currencyExponent }, link),
    sheet: rollSheet(rates, data.book.currency),
    flow: shapeNetFlow(rates),
    loss: shapeLoss(rates, data.book.currencyExponent),
    total: totalLoss(rates),
    hasNoWayOut: hasNoWayOut(rates),
    isEmpty: rates.rows.every(({ loanCount }) => loanCount === 0),
  }, [rates, by, link]);

  if (error && !data) return <div class="span12"><Failure error={error} retry={retry} /></div>;
  const period = rates ? monthsWords(rates.from, rates.to) : month ? longMonth(month) : '';
  const tools = (
    <>
      <Pick label="Last month" value={month ?? ''} options={months} onChoose={(value) => set({ rollMonth: value === latest ? null : value }, { replace: true })} />
      <Pick label="Length" value={String(length)} options={LENGTHS} onChoose={(value) => set({ rollMonths: value === '1' ? null : value }, { replace: true })} />
      <Pick label="Weight" value={by} options={WEIGHTS} onChoose={(value) => set({ rollBy: value === 'count' ? null : value }, { replace: true })} />
    </>
  );
  const where = rates ? `From ${longDate(rates.from)} to ${longDate(rates.to)}` : '';
  const lists = length === 1
    ? 'a cell opens its loans'
    : `the ${length} months are added up before anything is divided: a loan counts once in each, and no cell has one list of loans`;
  return (
    <>
      <Panel
        title={`Roll rates, ${period}`} span="span12 rollRates" isLoading={isLoading} tools={tools} sheet={shown?.sheet}
        note={rates && `${where}: share of the ${by === 'count' ? 'loans' : 'balance'} of each bucket by where it ended; ${lists}. Roll forward, stay and roll back are by number of loans; the cured are part of those that rolled back.`}
      >
        {!shown ? <div class="skeleton heatSkeleton" aria-hidden="true" /> : shown.isEmpty ? (
          <Nothing title="No loan was active when the month began"><p>Choose a later month, another date or segment.</p></Nothing>
        ) : (
          <HeatTable caption={`Roll rates by bucket, ${period}`} corner="From" columns={shown.heat.columns} rows={shown.heat.rows} nothing="no loan began in this bucket" />
        )}
      </Panel>
      <Panel title={`Net flow rates, ${period}`} note="Balance in a bucket at the end ÷ balance in the one before it at the begin" span="span6" isLoading={isLoading} sheet={shown && flowSheet(shown.flow)}>
        {shown ? <DataTable caption="Net flow rates" columns={flowColumns()} rows={shown.flow} rowKey={({ step }) => step} /> : <div class="skeleton tableSkeleton" aria-hidden="true" />}
      </Panel>
      <Panel title={`Ultimate loss by bucket${rates ? `, ${longDate(rates.to)}` : ''}`} note={shown?.hasNoWayOut && !shown.isEmpty ? `${NO_WAY_OUT} ${WARNING}` : WARNING} span="span6" isLoading={isLoading} sheet={shown && lossSheet(shown.loss)}>
        {shown ? (
          <DataTable
            caption="Ultimate loss by bucket" columns={lossColumns()} rows={shown.loss} rowKey={({ bucket }) => bucket}
            totals={['All', money(shown.total.balance), percentOrWhy(shown.total.lossRate, UNTOLD), amountOrWhy(shown.total.expectedLoss)]}
          />
        ) : <div class="skeleton tableSkeleton" aria-hidden="true" />}
      </Panel>
    </>
  );
}

const unit = () => (book.value ? `, ${book.value.currency}` : '');
const money = (value: string) => decimal(value, book.value?.currencyExponent ?? 2);

function flowColumns(): Column<FlowRow>[] {
  return [
    { key: 'step', label: 'Flow', cell: ({ step }) => step },
    { key: 'numerator', label: `At the end${unit()}`, isNumber: true, cell: ({ numerator }) => money(numerator) },
    { key: 'denominator', label: `At the begin${unit()}`, isNumber: true, cell: ({ denominator }) => money(denominator) },
    { key: 'rate', label: 'Rate', isNumber: true, cell: ({ value }) => percentOrWhy(value, 'nothing was in the bucket before it') },
  ];
}

function lossColumns(): Column<LossRow>[] {
  return [
    { key: 'bucket', label: 'Bucket', cell: ({ bucket }) => bucket },
    { key: 'balance', label: `Balance${unit()}`, isNumber: true, cell: ({ balance }) => money(balance) },
    { key: 'rate', label: 'Ends charged off', isNumber: true, title: 'Share of the balance', cell: ({ lossRate }) => percentOrWhy(lossRate, UNTOLD) },
    { key: 'loss', label: `Expected loss${unit()}`, isNumber: true, title: 'Balance × share, rounded', cell: ({ expectedLoss }) => amountOrWhy(expectedLoss) },
  ];
}

const UNTOLD = 'the months do not tell';
const percentOrWhy = (value: number | null, why: string) => (value === null ? <span class="nothing" title={why}>{NONE}</span> : percent(value));
const amountOrWhy = (value: string | null) => (value === null ? <span class="nothing" title={UNTOLD}>{NONE}</span> : money(value));

const flowSheet = (rows: readonly FlowRow[]) => ({ columns: ['Flow', 'At the end', 'At the begin', 'Rate'], rows: rows.map(({ step, numerator, denominator, value }) => [step, numerator, denominator, value]) });
const lossSheet = (rows: readonly LossRow[]) => ({ columns: ['Bucket', 'Balance', 'Loss rate', 'Expected loss'], rows: rows.map(({ bucket, balance, lossRate, expectedLoss }) => [bucket, balance, lossRate, expectedLoss]) });
