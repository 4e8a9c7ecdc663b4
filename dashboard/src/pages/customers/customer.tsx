// One customer: who it is, what is owed, how it is paid.

import { useMemo, useState } from 'preact/hooks';
import { longDate } from '../../format/date';
import { CustomerDocument, type CustomerQuery } from '../../gql/customer';
import type { Sort } from '../../parts/dataTable';
import { Failure, Nothing } from '../../parts/failure';
import { Legend } from '../../parts/legend';
import { Panel } from '../../parts/panel';
import { WorkButton } from '../../parts/workButton';
import { useAddress } from '../../state/address';
import { nameColumn, nameOf } from '../../state/me';
import { useAnswer } from '../../state/useAnswer';
import { LoanTable, toLoanSheet } from '../loans/loanTable';
import { describeMonths, MONTH_STATES, shapeFigures, shapeMonths, shapeProperties, type MonthCell } from './customerShape';
import { Facts, Figures, Strip, type StripCell } from './record';
import { sortLoans } from './sortLoans';

export default function CustomerPage() {
  const { query, asOf, link } = useAddress();
  const id = query.id ?? '';
  const isNamed = /^(customer:)?\d{1,15}$/.test(id);
  const { data, error, isLoading, retry } = useAnswer(CustomerDocument, isNamed ? { id, asOf, filter: { customerId: { eq: id } } } : null);
  const shown = useMemo(() => (data?.customer ? shape(data, data.customer) : undefined), [data]);
  const [sort, setSort] = useState<Sort>({ key: 'ID', descending: false });

  if (!isNamed || data?.customer === null) {
    return (
      <div class="panel">
        <div class="state"><h1>There is no such customer</h1><p>The address names {id ? `“${id}”` : 'none'}. <a href={link('customers')}>All customers</a></p></div>
      </div>
    );
  }
  if (error && !shown) return <Failure error={error} retry={retry} />;
  const customer = shown?.customer;
  return (
    <>
      <p class="backLink"><a href={link('customers')}>Customers</a></p>
      <div class="pageHead">
        <h1 title={nameColumn().title}>{customer ? nameOf(customer) : 'Customer'}</h1>
        {shown && <span class="meta">{shown.customer.riskTier ? `${shown.customer.riskTier}, ` : ''}figures as of {longDate(shown.asOf)}</span>}
        <div class="tools">
          {customer && (
            <WorkButton item={{ id: customer.id, name: nameOf(customer) }} />
          )}
        </div>
      </div>
      {error && <Failure error={error} retry={retry} isStillShown />}
      <Figures figures={shown?.figures} size={5} />
      <div class="grid">
        <Panel title="Properties" note="As stored now; they have no history" span="span4" isLoading={isLoading}>
          {shown ? <Facts facts={shown.properties} /> : <div class="plot tall skeleton" aria-hidden="true" />}
        </Panel>
        <Panel title="Instalments by month of the due date" note={shown?.monthsWords} span="span8" isLoading={isLoading}>
          {!shown ? <div class="plot tall skeleton" aria-hidden="true" /> : shown.years.length === 0 ? <Nothing title="No instalment has fallen due"><p>There is none by this date.</p></Nothing> : (
            <>
              <Strip caption="Instalments by month" years={shown.years} />
              <div class="afterScroll">
                <Legend items={[['--on-time', '✓ On time'], ['--late', 'L Late'], ['--overdue', 'O Overdue: open, at most 60 days', 'hatched'], ['--missed', 'M Missed: not within 60 days']]} />
              </div>
            </>
          )}
        </Panel>
        <Panel title="Loans" note="As they stand at the reporting date" span="span12" sheet={shown && toLoanSheet(shown.loans)} isLoading={isLoading}>
          {shown?.loans.length === 0
            ? <Nothing title="No loan"><p>This customer has no loan and no application.</p></Nothing>
            : <LoanTable caption="Loans of the customer" rows={shown && sortLoans(shown.loans, sort)} sort={sort} onSort={setSort} />}
        </Panel>
      </div>
    </>
  );
}

function shape(data: CustomerQuery, customer: NonNullable<CustomerQuery['customer']>) {
  const { instalments } = data.portfolio;
  return {
    customer,
    asOf: data.portfolio.asOf,
    properties: shapeProperties(customer, data.book),
    figures: shapeFigures(data),
    years: shapeMonths(instalments).map(({ year, cells }) => ({ year, cells: cells.map((cell) => cell && toStripCell(cell)) })),
    monthsWords: describeMonths(instalments),
    loans: customer.loans.nodes,
  };
}

function toStripCell({ state, title }: MonthCell): StripCell {
  if (state === null) return { look: 'none', sign: '', title };
  const { mark, sign } = MONTH_STATES[state];
  return { mark, sign, title, look: state === 'overdue' ? 'hatched' : undefined };
}
