// How the loans of each month or quarter turn out as they age.

import { useMemo } from 'preact/hooks';
import { percent } from '../../format/number';
import { VintagesDocument, type VintageMeasure, type VintagePeriod, type VintageWeight } from '../../gql/vintages';
import { ChartPanel } from '../../parts/chart';
import { Failure, Nothing } from '../../parts/failure';
import { HeatTable } from '../../parts/heatTable';
import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { drawCurves, LINES } from './charts';
import { chosen, LineLegend, Pick, type Option } from './controls';
import { darkest, pickCurves, shapeCurves, shapeVintages, vintageName, vintageSheet } from './vintagesShape';

const PERIODS: readonly Option[] = [['QUARTER', 'By quarter'], ['MONTH', 'By month']];
const MEASURES: readonly Option[] = [['EVER_30', 'Ever 30 days'], ['EVER_60', 'Ever 60 days'], ['EVER_90', 'Ever 90 days'], ['CUMULATIVE_NET_LOSS', 'Net loss']];
const WEIGHTS: readonly Option[] = [['LOANS', 'By loans'], ['AMOUNT', 'By amount lent']];
const ON_BOOK: readonly Option[] = [['12', 'To month 12'], ['18', 'To month 18'], ['24', 'To month 24']];
const LATEST: readonly Option[] = [['12', 'Latest 12'], ['24', 'Latest 24'], ['all', 'All']];

const MEASURE_WORDS: Record<VintageMeasure, string> = {
  EVER_30: 'ever 30 days past due',
  EVER_60: 'ever 60 days past due',
  EVER_90: 'ever 90 days past due',
  CUMULATIVE_NET_LOSS: 'cumulative net loss',
};

export function Vintages() {
  const { variables, query, set, link } = useAddress();
  const every = chosen(PERIODS, query.vintageEvery) as VintagePeriod;
  const measure = chosen(MEASURES, query.vintageMeasure) as VintageMeasure;
  const isLoss = measure === 'CUMULATIVE_NET_LOSS';
  const weight = isLoss ? 'AMOUNT' : (chosen(WEIGHTS, query.vintageWeight) as VintageWeight);
  const months = chosen(ON_BOOK, query.onBook, '18');
  const latest = chosen(LATEST, query.vintages);
  const { data, error, isLoading, retry } = useAnswer(VintagesDocument, { ...variables, every, measure, weight, months: Number(months) });
  const shown = useMemo(() => {
    if (!data) return undefined;
    const all = data.portfolio.vintages;
    const rows = latest === 'all' ? all : all.slice(-Number(latest));
    return {
      rows,
      heat: shapeVintages(rows, { every, measure, isAmount: weight === 'AMOUNT', currency: data.book.currency, exponent: data.book.currencyExponent }, link),
      darkest: darkest(rows),
      sheet: vintageSheet(rows, every),
    };
  }, [data, latest, link]);
  const drawn = useMemo(() => {
    if (!data) return undefined;
    const curves = pickCurves(data.portfolio.vintages);
    const sheet = shapeCurves(curves, every);
    return { curves, sheet, draw: drawCurves(sheet, weight === 'AMOUNT' ? 'of the amount lent' : 'of the loans') };
  }, [data]);

  if (error && !data) return <div class="span12"><Failure error={error} retry={retry} /></div>;
  const what = MEASURE_WORDS[measure];
  const period = every === 'MONTH' ? 'month' : 'quarter';
  const tools = (
    <>
      <Pick label="Measure" value={measure} options={MEASURES} onChoose={(value) => set({ vintageMeasure: value === 'EVER_30' ? null : value }, { replace: true })} />
      <Pick label="Length of a vintage" value={every} options={PERIODS} onChoose={(value) => set({ vintageEvery: value === 'QUARTER' ? null : value }, { replace: true })} />
      {!isLoss && <Pick label="Weight" value={weight} options={WEIGHTS} onChoose={(value) => set({ vintageWeight: value === 'LOANS' ? null : value }, { replace: true })} />}
      <Pick label="Months on book" value={months} options={ON_BOOK} onChoose={(value) => set({ onBook: value === '18' ? null : value }, { replace: true })} />
      <Pick label="Vintages" value={latest} options={LATEST} onChoose={(value) => set({ vintages: value === '12' ? null : value }, { replace: true })} />
    </>
  );
  const of = weight === 'AMOUNT' ? 'amount lent' : 'loans';
  const curves = drawn?.curves ?? [];
  const named = curves.map((vintage) => vintageName(vintage, every));
  return (
    <>
      <Panel
        title={`Vintages by ${period}: ${what}, %`} span="span12 vintages" isLoading={isLoading} tools={tools} sheet={shown?.sheet}
        note={shown && `Share of the ${of} disbursed in each ${period}, by month on book${shown.darkest > 0 ? `; darkest at ${percent(shown.darkest)} or more` : ''}. A cell opens its loans; – where the ${period} as a whole is not that old.`}
      >
        {!shown ? <div class="skeleton heatSkeleton tall" aria-hidden="true" /> : shown.rows.length === 0 ? (
          <Nothing title="No loan had been disbursed"><p>There is none in this segment by this date.</p></Nothing>
        ) : (
          <HeatTable caption={`Vintages: ${what}, by month on book`} corner="Vintage" columns={shown.heat.columns} rows={shown.heat.rows} nothing="the vintage as a whole is not that old" />
        )}
      </Panel>
      <ChartPanel
        title={`Vintage curves: ${what}`} isLoading={isLoading} sheet={drawn?.sheet} draw={drawn?.draw}
        note={named.length > 0 ? `The latest ${period}s with 3 months on book or more: ${named.length > 1 ? `${named[0]} to ${named.at(-1)}` : named[0]}` : 'The latest vintages by month on book'}
        empty={shown && curves.length === 0 ? `No ${period} is 3 months on book yet in this segment.` : undefined}
      >
        <LineLegend items={curves.map((_, at) => ({ ...LINES[at]!, text: named[at]! }))} />
      </ChartPanel>
    </>
  );
}
