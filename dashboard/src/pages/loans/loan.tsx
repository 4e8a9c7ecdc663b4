// One loan: its terms, its schedule, how it is paid, and what a payment would change.

import { useMemo } from 'preact/hooks';
import { longDate, mediumDate } from '../../format/date';
import { count, decimal } from '../../format/number';
import { timeWords } from '../../format/time';
import { LoanDocument, type LoanQuery } from '../../gql/loan';
import { ChartPanel } from '../../parts/chart';
import { DataTable, type Column } from '../../parts/dataTable';
import { Failure, Nothing } from '../../parts/failure';
import { Legend } from '../../parts/legend';
import { Panel } from '../../parts/panel';
import { useMe } from '../../frame/useMe';
import { useAddress } from '../../state/address';
import { nameOf } from '../../state/me';
import { useAnswer } from '../../state/useAnswer';
import { Facts, Figures, Strip } from '../customers/record';
import { drawCourse } from './charts';
import { describeMonths, nextOwed, scheduleSheet, shapeApplication, shapeCourse, shapeFigures, shapeMonths, shapeSchedule, shapeTerms, totalsOf, type Loan, type ScheduleRow } from './loanShape';
import { LoanStatusBadge } from './loanTable';
import { Payment } from './payment';

export default function LoanPage() {
  const { query, asOf, link } = useAddress();
  const me = useMe();
  const id = query.id ?? '';
  const isNamed = /^(loan:)?\d{1,15}$/.test(id);
  const { data, error, isLoading, retry } = useAnswer(LoanDocument, isNamed ? { id, asOf, filter: { loanId: { eq: id } } } : null);
  const shown = useMemo(() => (data?.loan ? shape(data, data.loan) : undefined), [data]);

  if (!isNamed || data?.loan === null) {
    return (
      <div class="panel">
        <div class="state"><h1>There is no such loan</h1><p>The address names {id ? `“${id}”` : 'none'}. <a href={link('loans')}>All loans</a></p></div>
      </div>
    );
  }
  if (error && !shown) return <Failure error={error} retry={retry} />;
  const loan = shown?.loan;
  const isPast = Boolean(shown && shown.asOf < shown.book.reportingDate);
  const isPending = loan?.disbursementDate === null;
  return (
    <>
      <p class="backLink"><a href={link('loans')}>Loans</a></p>
      <div class="pageHead">
        <h1>{shown ? shown.loan.id : 'Loan'}</h1>
        {loan && shown && (
          <span class="meta">
            {loan.customer && <><a href={link('customer', { id: loan.customer.id })}>{nameOf(loan.customer)}</a>, </>}
            figures as of {longDate(shown.asOf)}
          </span>
        )}
        {loan && <div class="tools"><span title="At the reporting date"><LoanStatusBadge status={loan.status} /></span></div>}
      </div>
      {error && <Failure error={error} retry={retry} isStillShown />}
      <Figures figures={shown?.figures} size={5} />
      <div class="grid">
        <Panel title="Terms" note="As stored now" span="span4" isLoading={isLoading}>
          {shown ? <Facts facts={shown.terms} /> : <div class="plot skeleton" aria-hidden="true" />}
        </Panel>
        <ChartPanel title={`Due and received since the payout${shown ? `, ${shown.book.currency}` : ''}`} note="Dotted: falls due after the as-of date. Received by the end of the week it came in" span="span8" sheet={shown?.course} draw={shown?.draw} isLoading={isLoading} empty={shown?.course.rows.length === 0 ? 'The loan has not been paid out.' : undefined}>
          <Legend items={[['--text', 'Due so far', 'line'], ['--series-0', 'Received so far', 'line']]} />
        </ChartPanel>
        <Panel title="Days past due by month" note={shown?.monthsWords} span="span8" isLoading={isLoading}>
          {!shown ? <div class="plot skeleton" aria-hidden="true" /> : shown.years.length === 0 ? <Nothing title="Not paid out by this date"><p>Nothing can be past due.</p></Nothing> : (
            <>
              <Strip caption="Days past due, a cell a month" years={shown.years} />
              <div class="afterScroll">
                <Legend items={[['--bucket-0', '0 current'], ['--bucket-1', '1 to 29 days'], ['--bucket-2', '30 to 59'], ['--bucket-3', '60 to 89'], ['--bucket-4', '90 to 119'], ['--bucket-5', '120 or more'], ['--missed', 'CO charged off', 'hatched'], ['--line-strong', 'PO paid off']]} />
              </div>
            </>
          )}
        </Panel>
        <Panel title="Application" note="From the receipt to the payout" span="span4" isLoading={isLoading}>
          {shown ? <Application loan={shown.loan} /> : <div class="plot skeleton" aria-hidden="true" />}
        </Panel>
        {loan && shown && me?.mayRecordPayments !== false && (
          <Panel title={loan.status === 'CHARGED_OFF' ? 'What a recovery today would change' : 'What a payment today would change'} note={loan.status === 'CHARGED_OFF' ? 'Money received after the charge-off; it pays as a payment does' : 'The oldest open instalment first, in each of them interest before principal'} span="span12">
            {!me ? <div class="plot skeleton" aria-hidden="true" /> : isPending
              ? <Nothing title="Nothing to pay yet"><p>The loan has not been paid out.</p></Nothing>
              : <Payment key={loan.id} loan={loan} suggested={shown.suggested} reportingDate={shown.book.reportingDate} currency={shown.book.currency} exponent={shown.book.currencyExponent} isPast={isPast} />}
          </Panel>
        )}
        <Panel title="Schedule" note={shown && `As it stands at the reporting date, ${longDate(shown.book.reportingDate)}`} span="span12 schedule" sheet={shown?.file} isLoading={isLoading}>
          {shown ? <Schedule rows={shown.schedule} currency={shown.book.currency} exponent={shown.book.currencyExponent} /> : <div class="plot tall skeleton" aria-hidden="true" />}
        </Panel>
      </div>
    </>
  );
}

function shape(data: LoanQuery, loan: Loan) {
  const { book, portfolio } = data;
  const schedule = shapeSchedule(loan, book, book.reportingDate);
  const course = shapeCourse(loan, portfolio, book);
  return {
    book,
    loan,
    asOf: portfolio.asOf,
    figures: shapeFigures(data, loan),
    terms: shapeTerms(loan, book),
    schedule,
    file: scheduleSheet(schedule, book.currency),
    suggested: nextOwed(schedule, book.currencyExponent),
    course,
    draw: course.rows.length > 0 ? drawCourse(course, portfolio.asOf, book.currency, book.currencyExponent) : undefined,
    years: shapeMonths(loan, portfolio.history),
    monthsWords: describeMonths(loan, portfolio.history),
  };
}

const STATES: Record<ScheduleRow['state'], [mark: string, shape: string]> = {
  'On time': ['--on-time', ''],
  Late: ['--late', 'square'],
  Overdue: ['--overdue', 'ring'],
  Missed: ['--missed', 'diamond'],
  'Paid ahead': ['--on-time', 'ring'],
  Scheduled: ['--line-strong', 'ring'],
};

function Schedule({ rows, currency, exponent }: { rows: readonly ScheduleRow[]; currency: string; exponent: number }) {
  const totals = totalsOf(rows, exponent);
  const columns: Column<ScheduleRow>[] = [
    { key: 'number', label: 'Instalment', cell: (row) => count(row.number) },
    { key: 'dueDate', label: 'Due', cell: (row) => (row.dueDate ? mediumDate(row.dueDate) : <span class="nothing" title="the loan has not been paid out">–</span>) },
    { key: 'amount', label: `Amount due, ${currency}`, isNumber: true, cell: (row) => decimal(row.amountDue, exponent) },
    { key: 'principal', label: 'Principal', isNumber: true, cell: (row) => decimal(row.principal, exponent) },
    { key: 'interest', label: 'Interest', isNumber: true, cell: (row) => decimal(row.interest, exponent) },
    { key: 'received', label: 'Received', isNumber: true, title: 'Without late fees', cell: (row) => decimal(row.received, exponent) },
    { key: 'state', label: 'State', cell: ({ state }) => <span class={`badge ${STATES[state][1]}`} style={{ '--mark': `var(${STATES[state][0]})` }}>{state}</span> },
    { key: 'paid', label: 'Last paid', cell: (row) => (row.paidDate ? mediumDate(row.paidDate) : <span class="nothing" title="nothing was received">–</span>) },
    { key: 'remark', label: 'Days late, fee', cell: (row) => row.remark },
  ];
  return (
    <DataTable
      caption="Schedule" columns={columns} rows={rows} rowKey={(row) => String(row.number)}
      totals={['All', '', decimal(totals.amountDue, exponent), decimal(totals.principal, exponent), decimal(totals.interest, exponent), decimal(totals.received, exponent), '', '', '']}
    />
  );
}

function Application({ loan }: { loan: Loan }) {
  const steps = shapeApplication(loan);
  if (steps.every(({ at }) => at === null)) {
    return <Facts facts={[['Applied', loan.applicationDate && mediumDate(loan.applicationDate)], ['Decided', loan.approvalDate && mediumDate(loan.approvalDate)], ['Disbursed', loan.disbursementDate && mediumDate(loan.disbursementDate)]]} />;
  }
  return (
    <ol class="application">
      {steps.map(({ name, at, took }) => (
        <li key={name} class={at ? '' : 'open'}>
          <span>{name}</span><span class="muted">{at ? timeWords(at) : 'not known'}</span>
          {took && <span class="took">{took}</span>}
        </li>
      ))}
    </ol>
  );
}
