// Any measure by one property of the loans, or by two crossed. What is chosen is in the address.

import { useMemo } from 'preact/hooks';
import { longDate } from '../../format/date';
import { DIMENSIONS, dimensionLabel, dimensionOf, isTime, type DimensionId } from '../../format/groups';
import { count } from '../../format/number';
import { SegmentsDocument, type SegmentsQuery } from '../../gql/measures';
import { ChartPanel } from '../../parts/chart';
import { Choose } from '../../parts/choose';
import { DataTable, type Column } from '../../parts/dataTable';
import { Failure, Nothing } from '../../parts/failure';
import { HeatTable } from '../../parts/heatTable';
import { Legend } from '../../parts/legend';
import { FRAGMENTS, measureOf, MEASURES, unitOf, type Figure, type Measure } from '../../parts/measures';
import { OpenAsGraphql } from '../../parts/openAsGraphql';
import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { drawGroups } from './charts';
import { meaningOf, printShare, shapeCross, shapeList, sortRows, titleFor, type Asked, type ListRow, type ListView } from './segmentsShape';

export default function Segments() {
  const { variables, query, set, link, filter } = useAddress();
  const by = dimensionOf(query.by, 'RISK_TIER');
  const other = query.and === 'none' ? null : dimensionOf(query.and, by === 'LOAN_TYPE' ? 'RISK_TIER' : 'LOAN_TYPE');
  const and = other === by ? null : other;
  const measure = measureOf(query.measure);
  const asked = useMemo(() => ({ ...variables, ...ask(by, and, measure) }), [variables, by, and, measure]);
  const { data, error, isLoading, retry } = useAnswer(SegmentsDocument, asked);
  const chosen = useMemo((): Asked => ({ by, and, measure, filter, behind: (stock, narrowed) => link('behind', { stock }, narrowed) }), [by, and, measure, filter, link]);
  const shown = useMemo(() => data && shape(data, chosen), [data, chosen]);

  const controls = (
    <div class="controls">
      <Choose label="Rows" value={by} options={DIMENSIONS} onChoose={(id) => set({ by: id, and: and === id ? by : query.and, sort: null })} />
      <Choose
        label="Columns" value={and ?? 'none'} onChoose={(id) => set({ and: id, sort: null })}
        options={[{ id: 'none', label: 'None' }, ...DIMENSIONS.map((dimension) => ({ ...dimension, isDisabled: dimension.id === by }))]}
      />
      <button type="button" disabled={!and} onClick={() => and && set({ by: and, and: by })}>Swap rows and columns</button>
      <Choose label="Measure" value={measure.id} options={MEASURES} onChoose={(id) => set({ measure: id, sort: null })} />
    </div>
  );
  const isEmpty = data && data.portfolio.rows.length === 0;
  return (
    <>
      <div class="pageHead">
        <h1>Segments</h1>
        {data && <span class="meta">as of {longDate(data.portfolio.asOf)}</span>}
        <span class="tools"><OpenAsGraphql document={SegmentsDocument} variables={asked} /></span>
      </div>
      {controls}
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      {isEmpty ? (
        <div class="panel">
          <Nothing title="No loan had been disbursed"><p>There is none in this segment by this date. Choose another date or segment.</p></Nothing>
        </div>
      ) : shown && 'list' in shown ? (
        <List view={shown.list} about={shown.about} title={shown.title} meaning={shown.meaning} currency={shown.currency} isLoading={isLoading} />
      ) : shown ? (
        <Panel title={shown.title} note={`${shown.meaning}. ${shown.cross.scale}`} sheet={shown.cross.sheet} isLoading={isLoading}>
          <HeatTable
            caption={shown.title} corner={dimensionLabel(shown.about.by)} columns={shown.cross.columns} rows={shown.cross.rows}
            totals={shown.cross.totals} hasTotalColumn nothing="no loan in both groups"
          />
          {shown.cross.hasFew && <FewNote />}
        </Panel>
      ) : !error && (
        <Panel title={titleFor({ by, and, measure })} note=" " isLoading>
          <div class="plot tall skeleton" aria-hidden="true" />
        </Panel>
      )}
    </>
  );
}

function shape(data: SegmentsQuery, about: Asked) {
  const { currency } = data.book;
  const head = { about, currency, title: titleFor(about), meaning: meaningOf(about.measure, unitOf(about.measure, currency)) };
  return about.and ? { ...head, cross: shapeCross(data, about) } : { ...head, list: shapeList(data, about) };
}

/** The variables of the query: the figures of the chosen measure and no others. */
function ask(by: DimensionId, and: DimensionId | null, measure: Measure) {
  const wanted = Object.fromEntries(Object.keys(FRAGMENTS).map((figure) => [figure, figure === measure.figure || figure === measure.also]));
  const second = and ?? by;
  return { rows: [by], columns: [second], cells: and ? [by, and] : [by], isCrossed: and !== null, ...(wanted as Record<Figure, boolean>) };
}

function FewNote() {
  return <p class="note muted small below">“few”: fewer than 20 loans, or fewer than 30 in the denominator. Such a rate is no finding, and has no colour.</p>;
}

interface ListProps {
  view: ListView;
  about: Asked;
  title: string;
  meaning: string;
  currency: string;
  isLoading: boolean;
}

function List({ view, about: { by, measure }, title, meaning, currency, isLoading }: ListProps) {
  const { query, set } = useAddress();
  const [key, direction] = (query.sort ?? '').split('.');
  const sort = { key: key ?? '', descending: direction === 'desc' };
  const rows = useMemo(() => sortRows(view.rows, sort.key, sort.descending), [view, query.sort]);
  const draw = useMemo(() => drawGroups(isTime(by) ? view.rows : rows, by, measure, currency), [rows]);
  // Beside a long table a chart would leave half of the page empty.
  const span = rows.length > 9 ? 'span12' : 'span6';
  const columns: Column<ListRow>[] = [
    { key: 'group', label: dimensionLabel(by), sorts: true, cell: ({ head, href }) => (href ? <a href={href}>{head}</a> : head) },
    { key: 'loans', label: 'Loans', isNumber: true, sorts: true, cell: ({ loanCount }) => count(loanCount) },
    ...(measure.id === 'loans' ? [] : [{
      key: 'value', label: `${measure.label}${measure.kind === 'money' ? `, ${currency}` : ''}`, isNumber: true, sorts: true,
      cell: ({ text, title: exact, few }: ListRow) => <span title={exact} class={few ? 'muted' : ''}>{few && <small class="fewMark">few</small>}{text}</span>,
    }]),
    { key: 'share', label: view.shareName, isNumber: true, sorts: true, cell: ({ share }) => printShare(share) },
  ];
  const totals = ['All', count(view.total.loanCount), ...(measure.id === 'loans' ? [] : [<span title={view.total.title}>{view.total.text}</span>]), printShare(1)];
  return (
    <div class="grid">
      <ChartPanel title={title} note={meaning} sheet={view.sheet} draw={draw} isLoading={isLoading} span={span} tall>
        {view.hasFew && <Legend items={[['--series-0', 'Enough to compare'], ['--series-0', 'Few: no finding', 'hatched']]} />}
      </ChartPanel>
      <Panel title={`Groups by ${dimensionLabel(by).toLowerCase()}`} note="A group opens its loans" span={span} isLoading={isLoading}>
        <DataTable
          caption={title} columns={columns} rows={rows} rowKey={({ head }) => head} totals={totals}
          sort={sort} onSort={(next) => set({ sort: `${next.key}.${next.descending ? 'desc' : 'asc'}` }, { replace: true })}
        />
        {view.hasFew && <FewNote />}
      </Panel>
    </div>
  );
}
