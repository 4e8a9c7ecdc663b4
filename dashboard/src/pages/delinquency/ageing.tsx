// The active loans by days past due: over twelve month-ends, and at the date of the page.

import { useMemo } from 'preact/hooks';
import { longDate } from '../../format/date';
import { count, decimal, percent } from '../../format/number';
import { bucketWords } from '../../format/words';
import { AgeingDocument, type BucketScheme } from '../../gql/ageing';
import { ChartPanel } from '../../parts/chart';
import { DataTable, type Column } from '../../parts/dataTable';
import { Failure } from '../../parts/failure';
import { Legend } from '../../parts/legend';
import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { cellQuery } from '../loans/cell';
import { bucketColour, daysWords, shapeAgeing, shapeBuckets, type AgeingMeasure, type Bucket } from './ageingShape';
import { drawAgeing } from './charts';
import { chosen, Pick, type Option } from './controls';
import { unfinished } from './months';
import { inPercent } from '../../parts/sheet';

const MEASURES: readonly Option[] = [['balance', 'Balance'], ['share', 'Share of balance'], ['loans', 'Loans']];
const SHOWN: readonly Option[] = [['all', 'All buckets'], ['pastDue', 'Past due only']];
const WORDS: Record<AgeingMeasure, string> = { balance: 'Outstanding principal', share: 'Share of outstanding principal', loans: 'Active loans' };

export function Ageing({ scheme }: { scheme: BucketScheme }) {
  const { variables, query, set, link, open } = useAddress();
  const { data, error, isLoading, retry } = useAnswer(AgeingDocument, { ...variables, scheme });
  const measure = chosen(MEASURES, query.ageing) as AgeingMeasure;
  const isPastDueOnly = chosen(SHOWN, query.buckets) === 'pastDue';
  const shown = useMemo(() => {
    if (!data) return undefined;
    const sheet = shapeAgeing(data, measure);
    return { sheet, draw: drawAgeing(sheet, measure, data.book.currency, data.book.currencyExponent, isPastDueOnly), table: shapeBuckets(data) };
  }, [data, measure, isPastDueOnly]);

  if (error && !data) return <div class="span12"><Failure error={error} retry={retry} /></div>;
  const table = shown?.table;
  const history = data?.portfolio.history ?? [];
  const hidden = isPastDueOnly ? 1 : 0;
  const pick = (index: number, dataset: number) => {
    const point = history[index];
    const bucket = point?.ageing.buckets[dataset + hidden];
    if (point && bucket) open(link('behind', { ...cellQuery({ ageing: { scheme, bucket: bucket.bucket } }), asOf: point.asOf }));
  };
  const tools = (
    <>
      <Pick label="Measure" value={measure} options={MEASURES} onChoose={(value) => set({ ageing: value === 'balance' ? null : value }, { replace: true })} />
      <Pick label="Shown" value={isPastDueOnly ? 'pastDue' : 'all'} options={SHOWN} onChoose={(value) => set({ buckets: value === 'all' ? null : value }, { replace: true })} />
    </>
  );
  return (
    <>
      <ChartPanel
        title={`Ageing by days past due, last 12 month-ends${measure === 'balance' && data ? `, ${data.book.currency}` : ''}`}
        note={`${WORDS[measure]} of active loans${unfinished(history.at(-1)?.asOf)}`}
        sheet={shown?.sheet} draw={shown?.draw} isLoading={isLoading} tools={tools} onPick={pick}
        empty={table?.loanCount === 0 && history.every(({ ageing }) => ageing.buckets.every(({ loanCount }) => loanCount === 0)) ? 'No loan was active in these months in this segment.' : undefined}
      >
        <Legend items={(table?.buckets ?? []).slice(hidden).map(({ bucket }, at) => [bucketColour(at + hidden), bucketWords(bucket)] as const)} />
      </ChartPanel>
      <Panel
        title={`Ageing${data ? `, ${longDate(data.portfolio.asOf)}` : ''}`} note={`Active loans${data ? `, amounts in ${data.book.currency}` : ''}; a count opens the loans behind it`} span="span6" isLoading={isLoading}
        sheet={table && {
          columns: ['Bucket', 'From days', 'To days', 'Loans', `Balance, ${data!.book.currency}`, `Overdue, ${data!.book.currency}`, 'Share of balance, %'],
          rows: table.buckets.map((row) => [bucketWords(row.bucket), row.fromDays, row.toDays ?? null, row.loanCount, row.balance, row.overdueAmount, inPercent(row.share.value, 4)]),
        }}
      >
        {table ? (
          <DataTable
            caption="Ageing" columns={columns(table.buckets, data!.book.currencyExponent, (bucket) => link('behind', cellQuery({ ageing: { scheme, bucket } })))} rows={table.buckets} rowKey={({ bucket }) => bucket}
            totals={['All active loans', '', <a href={link('behind', cellQuery({ stock: 'ACTIVE' }))}>{count(table.loanCount)}</a>, decimal(table.balance, data!.book.currencyExponent), decimal(table.overdueAmount, data!.book.currencyExponent), /[1-9]/.test(table.balance) ? percent(1) : '–']}
          />
        ) : <div class="skeleton tableSkeleton" aria-hidden="true" />}
      </Panel>
    </>
  );
}

function columns(buckets: readonly Bucket[], exponent: number, href: (bucket: string) => string): Column<Bucket>[] {
  const names = buckets.map(({ bucket }) => bucket);
  return [
    { key: 'bucket', label: 'Bucket', cell: (row) => <span class="badge square" style={{ '--mark': `var(${bucketColour(names.indexOf(row.bucket))})` }}>{bucketWords(row.bucket)}</span> },
    { key: 'days', label: 'Days', isNumber: true, title: 'Days past due, from and to', cell: daysWords },
    { key: 'loans', label: 'Loans', isNumber: true, cell: (row) => row.loanCount === 0 ? '0' : <a href={href(row.bucket)} aria-label={`${count(row.loanCount)} loans, ${bucketWords(row.bucket)}`}>{count(row.loanCount)}</a> },
    { key: 'balance', label: 'Balance', isNumber: true, title: 'Unpaid principal', cell: (row) => decimal(row.balance, exponent) },
    { key: 'overdue', label: 'Overdue', isNumber: true, title: 'Principal and interest that had fallen due and were not received', cell: (row) => decimal(row.overdueAmount, exponent) },
    { key: 'share', label: 'Share', isNumber: true, title: 'Of the balance of all active loans', cell: (row) => percentOrWhy(row.share.value) },
  ];
}

const percentOrWhy = (value: number | null | undefined) => (value === null || value === undefined ? <span class="nothing" title="nothing is outstanding">–</span> : percent(value));
