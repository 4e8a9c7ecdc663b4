// The running of the book: the week, what is collected of what falls due, how applications move, what is recovered.

import { useMemo } from 'preact/hooks';
import { longDate, shortDate } from '../../format/date';
import { decimal } from '../../format/number';
import { OperationsDocument, type OperationsQuery } from '../../gql/operations';
import { ChartPanel } from '../../parts/chart';
import { DataTable, type Column } from '../../parts/dataTable';
import { Failure, Nothing } from '../../parts/failure';
import { Legend } from '../../parts/legend';
import { Panel } from '../../parts/panel';
import type { Cell, Sheet } from '../../parts/sheet';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { drawEfficiency, drawEngagement, drawInstalments, drawMissed, drawRecovery, drawStages } from './charts';
import './operations.css';
import {
  describeEngagement, describeMissed, describeProcess, describeRecovery, describeWeek, describeWeeks, isUnfinished, shapeCollection, shapeEfficiency,
  shapeEngagement, shapeInstalments, shapeMissed, shapeRecovery, shapeStages, shapeWeek, type WeekCard,
} from './operationsShape';
import { Slipping } from './slipping';

const ARROW = { up: '▲', down: '▼', even: '' };
const STATES = [['--on-time', 'On time'], ['--late', 'Late'], ['--overdue', 'Overdue: open, at most 60 days', 'hatched'], ['--missed', 'Missed: not within 60 days']] as const;

export default function Operations() {
  const { variables } = useAddress();
  const { data, error, isLoading, retry } = useAnswer(OperationsDocument, variables);
  const shown = useMemo(() => data && shape(data), [data]);
  if (error && !data) return <Failure error={error} retry={retry} />;
  const window = data?.portfolio.collectionEfficiency;
  return (
    <>
      <div class="pageHead">
        <h1>Operations</h1>
        {data && <span class="meta">as of {longDate(data.portfolio.asOf)}</span>}
      </div>
      {error && <Failure error={error} retry={retry} isStillShown />}
      <div class="weekHead">
        <h2>Last seven days</h2>
        <p class="note">{shown?.weeks ?? ' '}</p>
      </div>
      <div class="cards week" aria-busy={!shown}>
        {(shown?.week ?? SKELETON).map((card) => <Week key={card.id} card={card} isLoading={!shown} />)}
      </div>
      <div class="grid">
        <ChartPanel title="Instalments by due date, last 30 days" note="By their state at the as-of date" sheet={shown?.days.sheet} draw={shown?.days.draw} isLoading={isLoading}>
          <Legend items={STATES} />
        </ChartPanel>
        <ChartPanel title="Instalments by due week, last 26 weeks" note={shown?.weekNote} sheet={shown?.byWeek.sheet} draw={shown?.byWeek.draw} isLoading={isLoading}>
          <Legend items={[...STATES, ['--text', 'On-time rate', 'diamond']]} />
        </ChartPanel>
        <Panel title="Collection efficiency, last 30 days" note={window && `${shortDate(window.from)} to ${longDate(window.to)}, by the bucket of days past due before it; loans not charged off`} span="span6 tight" sheet={shown?.collection} isLoading={isLoading}>
          {shown ? <SheetRows caption="Collection efficiency by bucket" sheet={shown.collection} decimals={{ 2: 2, 3: 2, 4: 1, 5: 1 }} hasTotal /> : <div class="plot skeleton" aria-hidden="true" />}
        </Panel>
        <ChartPanel title="Collection efficiency, 12 month-ends" note="Each point is of the 30 days up to it" sheet={shown?.efficiency.sheet} draw={shown?.efficiency.draw} isLoading={isLoading}>
          <p class="definition">
            All received: what came in within the window ÷ what fell due in it. Arrears and early payments are in it, so it can pass 100 %. On what fell due: received of just those instalments, at most 100 %.
          </p>
        </ChartPanel>
        <ChartPanel title="Process times by stage, to date" note="All applications of the segment, paid out or not" sheet={shown?.stages.sheet} draw={shown?.stages.draw} isLoading={isLoading} empty={shown?.stages.sheet.rows.length === 0 ? 'No application had been received by this date.' : undefined}>
          <Legend items={[['--series-0', 'Median'], ['--series-0', '90th percentile', 'hatched']]} />
          <p class="finding">{shown?.process.bottleneck ?? ' '}</p>
        </ChartPanel>
        <Panel title="Where applications wait" note={shown?.process.waiting} span="span6 tight" sheet={shown?.stages.sheet} isLoading={isLoading}>
          {shown ? <SheetRows caption="Process times and waiting by stage" sheet={shown.stages.sheet} without={[2, 3]} decimals={{ 2: 1, 4: 1, 6: 1, 7: 1 }} nothing="none waits, or none has ended the stage" /> : <div class="plot skeleton" aria-hidden="true" />}
        </Panel>
        <ChartPanel title={`Recovery by charge-off month${data ? `, ${data.book.currency}` : ''}`} note={shown?.recoveryWords} sheet={shown?.recovery.sheet} draw={shown?.recovery.draw} isLoading={isLoading} empty={shown?.recovery.sheet.rows.length === 0 ? 'No loan of this segment had been charged off by this date.' : undefined}>
          <Legend items={[['--missed', 'Charged off'], ['--on-time', 'Recovered since']]} />
        </ChartPanel>
        <ChartPanel title="Recovery of late instalments, to date" note={shown?.missedWords} sheet={shown?.missed.sheet} draw={shown?.missed.draw} isLoading={isLoading} empty={shown?.missed.sheet.rows.every((row) => row[3] === null) ? 'No instalment was late in this segment by this date.' : undefined}>
          <p class="definition">Late: not settled at the end of the due date. By number of instalments.</p>
        </ChartPanel>
        <Slipping />
        <ChartPanel title="Customers by engagement score" span="span4" tall note={shown?.engagementWords} sheet={shown?.engagement.sheet} draw={shown?.engagement.draw} isLoading={isLoading}>
          <p class="definition">Of what fell due in 180 days: punctuality 50, completeness 30, how recent the last receipt is 20. No probability of default.</p>
        </ChartPanel>
      </div>
    </>
  );
}

function shape(data: OperationsQuery) {
  const days = shapeInstalments(data.portfolio.days, 'Day');
  const byWeek = shapeInstalments(data.portfolio.weeks, 'Week from');
  const efficiency = shapeEfficiency(data);
  const stages = shapeStages(data);
  const recovery = shapeRecovery(data);
  const engagement = shapeEngagement(data);
  const missed = shapeMissed(data);
  return {
    week: shapeWeek(data),
    weeks: describeWeeks(data),
    days: { sheet: days, draw: drawInstalments(days) },
    byWeek: { sheet: byWeek, draw: drawInstalments(byWeek, { rate: true, isLastUnfinished: isUnfinished(data.portfolio.weeks) }) },
    weekNote: describeWeek(data.portfolio.weeks),
    collection: shapeCollection(data),
    efficiency: { sheet: efficiency, draw: drawEfficiency(efficiency) },
    stages: { sheet: stages, draw: drawStages(stages) },
    process: describeProcess(data),
    missed: { sheet: missed, draw: drawMissed(missed) },
    missedWords: describeMissed(data),
    recovery: { sheet: recovery, draw: drawRecovery(recovery, data.book.currency) },
    recoveryWords: describeRecovery(data),
    engagement: { sheet: engagement, draw: drawEngagement(engagement) },
    engagementWords: describeEngagement(data),
  };
}

const SKELETON: WeekCard[] = ['Receipts', 'Collected', 'Late fees received', 'Disbursed', 'Charged off'].map((label) => ({
  id: label, label, value: '00,000', exact: '', detail: '00,000 the week before', change: { text: '+0,000 on the week before', tone: 'even', direction: 'even' },
}));

function Week({ card: { label, value, unit, exact, detail, change, id }, isLoading }: { card: WeekCard; isLoading: boolean }) {
  const veil = isLoading ? 'skeleton' : '';
  return (
    <div class="card" data-figure={id} aria-hidden={isLoading}>
      <div class="still">
        <span class="label">{label}</span>
        <span class="value" title={exact}><span class={veil}>{value}</span>{unit && <span class="unit">{unit}</span>}</span>
        <span class="detail"><span class={veil}>{detail}</span></span>
        <span class={`change ${change.tone}`}><span class={veil}>{change.direction !== 'even' && <span aria-hidden="true">{ARROW[change.direction]} </span>}{change.text}</span></span>
      </div>
    </div>
  );
}

interface SheetRowsProps {
  caption: string;
  sheet: Sheet;
  decimals: Record<number, number>;
  /** Columns that only the file has. */
  without?: readonly number[];
  /** Whether the last row is that of all. */
  hasTotal?: boolean;
  nothing?: string;
}

/** A sheet as a table of its own, with equal decimals in each column. */
function SheetRows({ caption, sheet, decimals, without, hasTotal, nothing }: SheetRowsProps) {
  const print = (cell: Cell | undefined, at: number) => (at === 0 ? String(cell) : cell === null || cell === undefined ? <span class="nothing" title={nothing ?? 'nothing fell due'}>–</span> : decimal(cell, decimals[at] ?? 0));
  const columns = sheet.columns.map((label, at): Column<Cell[]> => ({ key: label, label, isNumber: at > 0, cell: (row) => print(row[at], at) })).filter((_, at) => !without?.includes(at));
  const rows = hasTotal ? sheet.rows.slice(0, -1) : sheet.rows;
  if (rows.length === 0) return <Nothing title="Nothing to show"><p>There is nothing in this segment by this date.</p></Nothing>;
  return <DataTable caption={caption} columns={columns} rows={rows} rowKey={(row) => String(row[0])} totals={hasTotal ? sheet.rows.at(-1)!.map(print) : undefined} />;
}
