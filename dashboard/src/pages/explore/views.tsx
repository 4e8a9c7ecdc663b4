// The views of the explore page: each asks one question and shows one answer.

import { useMemo } from 'preact/hooks';
import { DIMENSIONS, dimensionOf, dimensionWords } from '../../format/groups';
import {
  BoxesDocument, CohortsDocument, CorrelationsDocument, HistogramDocument, ScatterDocument,
  type CorrelationMethod, type Variable,
} from '../../gql/explore';
import { ChartPanel } from '../../parts/chart';
import { Choose } from '../../parts/choose';
import { Failure } from '../../parts/failure';
import { Legend, type LegendItem } from '../../parts/legend';
import { MEASURES, type Measure } from '../../parts/measures';
import { OpenAsGraphql } from '../../parts/openAsGraphql';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { drawBoxes, drawHistogram, drawScatter, drawSeries } from './charts';
import { shapeBoxes, shapeCohorts, shapeCorrelations, shapeHistogram, shapeScatter, shapeSummary, type CohortMeasure } from './exploreShape';
import { HeatPanel } from './heatPanel';
import { candidatesFor, COUNTS, figuresOf, mostDates, PERIODS, readMeasures, seriesDocument, shapeSeries, type Every, type SeriesAnswer } from './series';
import { ALL, variableOf, VARIABLES } from './variables';

const prepare = () => import('./moreCharts');

const BINS = [10, 20, 40];

/** The value, if it is among those offered. */
function among<Value extends string | number>(text: string | undefined, offered: readonly Value[], otherwise: Value): Value {
  return offered.find((value) => String(value) === text) ?? otherwise;
}

export function HistogramView() {
  const { variables, query, set } = useAddress();
  const variable = variableOf(query.of, 'CREDIT_SCORE');
  const bins = among(query.bins, BINS, 20);
  const asked = { ...variables, of: variable.id, bins };
  const { data, error, isLoading, retry } = useAnswer(HistogramDocument, asked);
  const shown = useMemo(() => {
    if (!data) return undefined;
    const sheet = shapeHistogram(data, variable);
    return { sheet, label: variable.label, summary: shapeSummary(data, variable), draw: drawHistogram(sheet, variable, data.book.currency) };
  }, [data]);
  const empty = data?.portfolio.distribution.count === 0 ? `${variable.label} is known of no loan of this segment.` : undefined;
  return (
    <>
      <div class="controls">
        <Choose label="Variable" value={variable.id} options={VARIABLES} onChoose={(of) => set({ of })} />
        <Choose label="Bars" value={String(bins)} options={BINS.map((number) => ({ id: String(number), label: `At most ${number}` }))} onChoose={(id) => set({ bins: id })} />
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      <ChartPanel
        title={`Loans by ${(shown?.label ?? variable.label).toLowerCase()}`} note="Each loan counts once; a borrower with two loans counts twice" span="span12" tall
        sheet={shown?.sheet} draw={shown?.draw} empty={empty} isLoading={isLoading} tools={<OpenAsGraphql document={HistogramDocument} variables={asked} />}
      >
        <dl class="summary" aria-label="Summary">
          {(shown?.summary ?? []).map(({ name, text, title }) => <div key={name} title={title}><dt>{name}</dt><dd>{text}</dd></div>)}
        </dl>
      </ChartPanel>
    </>
  );
}

export function BoxView() {
  const { variables, query, set } = useAddress();
  const variable = variableOf(query.of, 'CREDIT_SCORE');
  const by = dimensionOf(query.by, 'LOAN_TYPE');
  const asked = { ...variables, of: variable.id, by };
  const { data, error, isLoading, retry } = useAnswer(BoxesDocument, asked);
  const shown = useMemo(() => {
    if (!data) return undefined;
    const { boxes, sheet, without } = shapeBoxes(data, variable, by);
    return { title: `${variable.label} by ${dimensionWords(by)}`, sheet, without, isEmpty: boxes.length === 0, draw: drawBoxes(boxes, variable, data.book.currency) };
  }, [data]);
  return (
    <>
      <div class="controls">
        <Choose label="Variable" value={variable.id} options={VARIABLES} onChoose={(of) => set({ of })} />
        <Choose label="Groups" value={by} options={DIMENSIONS} onChoose={(id) => set({ by: id })} />
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      <ChartPanel
        title={shown?.title ?? `${variable.label} by ${dimensionWords(by)}`} note="n is the number of loans of which the value is known" span="span12" tall
        sheet={shown?.sheet} draw={shown?.draw} empty={shown?.isEmpty ? 'The value is known of no loan of this segment.' : undefined}
        isLoading={isLoading} prepare={prepare} tools={<OpenAsGraphql document={BoxesDocument} variables={asked} />}
      >
        <p class="note muted small">Box: the middle half, with the median as its line. Whiskers: the furthest values within 1.5 boxes of it. Dots: least and greatest beyond them. Diamond: mean.</p>
        {shown && shown.without.length > 0 && <p class="note muted small">Without a value: {shown.without.join(', ')}.</p>}
      </ChartPanel>
    </>
  );
}

const SAMPLE = 500;

export function ScatterView() {
  const { variables, query, set, link, open } = useAddress();
  const x = variableOf(query.x, 'CREDIT_SCORE');
  const y = variableOf(query.y === x.id ? undefined : query.y, x.id === 'AMOUNT' ? 'CREDIT_SCORE' : 'AMOUNT');
  const asked = { ...variables, x: x.id, y: y.id, size: SAMPLE };
  const { data, error, isLoading, retry } = useAnswer(ScatterDocument, asked);
  const shown = useMemo(() => {
    if (!data) return undefined;
    const { points, sheet, note } = shapeScatter(data, x, y);
    return { title: `${y.label} by ${x.label.toLowerCase()}`, points, sheet, note, draw: drawScatter(points, x, y, data.book.currency) };
  }, [data]);
  const pick = (at: number) => {
    const point = shown?.points[at];
    if (point) open(link('loan', { id: point.loanId }));
  };
  const options = (taken: Variable) => VARIABLES.map((variable) => ({ ...variable, isDisabled: variable.id === taken }));
  return (
    <>
      <div class="controls">
        <Choose label="Across" value={x.id} options={options(y.id)} onChoose={(id) => set({ x: id, y: y.id })} />
        <Choose label="Up" value={y.id} options={options(x.id)} onChoose={(id) => set({ x: x.id, y: id })} />
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      <ChartPanel
        title={shown?.title ?? `${y.label} by ${x.label.toLowerCase()}`} note={shown?.note ?? '…'} span="span12" tall sheet={shown?.sheet} draw={shown?.draw} onPick={pick}
        isLoading={isLoading} prepare={prepare} tools={<OpenAsGraphql document={ScatterDocument} variables={asked} />}
      >
        <p class="note muted small">A point is a loan; press it to open the loan. A pattern here is no cause.</p>
      </ChartPanel>
    </>
  );
}

const METHODS = [
  { id: 'PEARSON', label: 'Pearson: straight line' },
  { id: 'SPEARMAN', label: 'Spearman: ranks' },
] as const;

export function CorrelationView() {
  const { variables, query, set } = useAddress();
  const method = among<CorrelationMethod>(query.method, ['PEARSON', 'SPEARMAN'], 'PEARSON');
  const left = (query.without ?? '').split(',');
  const picked = ALL.filter((id) => !left.includes(id));
  const chosen = picked.length < 2 ? ALL : picked;
  const asked = { ...variables, of: chosen, method };
  const { data, error, isLoading, retry } = useAnswer(CorrelationsDocument, asked);
  const heat = useMemo(() => data && shapeCorrelations(data, chosen), [data]);
  const toggle = (id: Variable) => {
    const next = chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
    set({ without: ALL.filter((other) => !next.includes(other)).join(',') || null }, { replace: true });
  };
  return (
    <>
      <div class="controls">
        <Choose label="Method" value={method} options={METHODS} onChoose={(id) => set({ method: id })} />
        <fieldset class="picks">
          <legend>Variables</legend>
          {VARIABLES.map(({ id, label }) => {
            const isOn = chosen.includes(id);
            return <label key={id}><input type="checkbox" checked={isOn} disabled={isOn && chosen.length === 2} onChange={() => toggle(id)} />{label}</label>;
          })}
        </fieldset>
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      <HeatPanel
        title={`Correlation of what is known of loans, ${method === 'PEARSON' ? 'Pearson' : 'Spearman'}`}
        note="From −1 to 1, without colour at 0; each pair over the loans of which both are known. It says what goes together, not why."
        corner="" heat={heat} nothing="fewer than two loans, or one of the two does not vary" empty="No loan is in this segment." isLoading={isLoading}
        tools={<OpenAsGraphql document={CorrelationsDocument} variables={asked} />}
      >
        <Legend items={[['--accent', 'They rise together'], ['--missed', 'One falls as the other rises']]} />
      </HeatPanel>
    </>
  );
}

const COHORT_MEASURES = [
  { id: 'repayment', label: 'Repayment rate' },
  { id: 'retention', label: 'Retention' },
] as const;

const COHORT_MONTHS = 12;

export function CohortView() {
  const { variables, query, set } = useAddress();
  const measure = among<CohortMeasure>(query.show, ['repayment', 'retention'], 'repayment');
  const asked = { ...variables, months: COHORT_MONTHS };
  const { data, error, isLoading, retry } = useAnswer(CohortsDocument, asked);
  const heat = useMemo(() => data && shapeCohorts(data, measure), [data, measure]);
  const meaning = measure === 'repayment'
    ? 'Received to date ÷ fallen due so many months after the sign-up.'
    : 'Customers with an active loan so many months after the sign-up ÷ customers of the cohort.';
  return (
    <>
      <div class="controls">
        <Choose label="Measure" value={measure} options={COHORT_MEASURES} onChoose={(id) => set({ show: id })} />
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      <HeatPanel
        title={`${measure === 'repayment' ? 'Repayment rate' : 'Retention'} by month of sign-up and months since`} note={`${meaning} In %, newest first. ${heat?.scale ?? ''}`} corner="Sign-up" kind="cohorts" heat={heat}
        nothing={measure === 'repayment' ? 'nothing had fallen due' : 'the cohort is not that old'} empty="No customer of this segment had borrowed by this date." isLoading={isLoading}
        tools={<OpenAsGraphql document={CohortsDocument} variables={asked} />}
      >
        {heat?.hasFew && <p class="note muted small">“few”: fewer than 20 customers. Such a rate is no finding, and has no colour.</p>}
      </HeatPanel>
    </>
  );
}

interface Lines {
  measures: Measure[];
  every: Every;
  count: number;
}

function shapeLines(data: SeriesAnswer, { measures, every, count }: Lines) {
  const view = shapeSeries(data, measures, every);
  const span = `last ${count} ${every === 'MONTH' ? 'month-ends' : 'weeks'}`;
  return {
    title: `${measures.map(({ label }) => label).join(', ')}: ${span}`, view, draw: drawSeries(view, data.book.currency),
    items: measures.map(({ label }, at): LegendItem => [`--series-${at}`, label, at === 0 ? 'line' : 'dashed']),
  };
}

export function SeriesView() {
  const { variables, query, set } = useAddress();
  const measures = readMeasures(query.measures);
  const every = among(query.every, ['MONTH', 'WEEK'] as const, 'MONTH');
  const most = mostDates(measures);
  const count = Math.min(among(query.count, COUNTS, 12), most);
  const document = seriesDocument(figuresOf(measures));
  const asked = { ...variables, every, count };
  const { data, error, isLoading, retry } = useAnswer(document, asked);
  const chosen = useMemo(() => ({ measures, every, count }), [query.measures, every, count]);
  const shown = useMemo(() => data && shapeLines(data, chosen), [data, chosen]);
  const change = (next: (string | undefined)[]) => set({ measures: next.filter((id) => id && id !== 'none').join(',') });
  const ids = measures.map(({ id }) => id);
  const others = candidatesFor(measures);
  const fits = (id: string, at: number) => mostDates(readMeasures([...ids.slice(0, at), id].join(','))) >= count;
  const compare = (at: number) => {
    const current = measures[at];
    const options = [{ id: 'none', label: 'None' }, ...(current ? [{ id: current.id, label: current.label }] : []), ...others.map(({ id, label }) => ({ id, label, isDisabled: !fits(id, at) }))];
    return <Choose label={at === 1 ? 'Compare with' : 'And with'} value={current?.id ?? 'none'} options={options} title="Measures of the same unit; with more dates fewer can be asked at once" onChoose={(id) => change([...ids.slice(0, at), id, ...ids.slice(at + 1)])} />;
  };
  return (
    <>
      <div class="controls">
        <Choose label="Measure" value={ids[0]!} options={MEASURES} onChoose={(id) => change([id, ...ids.slice(1)])} />
        {(others.length > 0 || measures.length > 1) && compare(1)}
        {measures.length > 1 && (others.length > 0 || measures.length > 2) && compare(2)}
        <Choose label="At" value={every} options={PERIODS} onChoose={(id) => set({ every: id })} />
        <Choose
          label="How many" value={String(count)} title="A request may look at the book at about 50 dates"
          options={COUNTS.map((number) => ({ id: String(number), label: String(number), isDisabled: number > most }))} onChoose={(id) => set({ count: id })}
        />
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      <ChartPanel
        title={shown?.title ?? measures.map(({ label }) => label).join(', ')} note={shown?.view.unfinished || 'Each point is the book at the end of that day'} span="span12" tall
        sheet={shown?.view.sheet} draw={shown?.draw} isLoading={isLoading} tools={<OpenAsGraphql document={document} variables={asked} />}
      >
        {shown && shown.items.length > 1 && <div class="onPhones"><Legend items={shown.items} /></div>}
      </ChartPanel>
    </>
  );
}
