// The page one opens in the morning: how large the book is, how it is paid, what is at risk, who to look at.

import { useMemo } from 'preact/hooks';
import { longDate } from '../../format/date';
import { OverviewDocument, type OverviewQuery } from '../../gql/overview';
import { Card } from '../../parts/card';
import { ChartPanel } from '../../parts/chart';
import { Failure, Nothing } from '../../parts/failure';
import { Legend } from '../../parts/legend';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { drawCollections, drawDistribution, drawPayments, drawTiers } from './charts';
import { HighRisk } from './highRisk';
import { describeWindow, shapeCards, shapeCollections, shapeDistribution, shapePayments, shapeRiskCards, shapeTiers } from './overviewShape';

const FIRST = ['portfolioValue', 'onTimeRate', 'customers', 'activeLoans', 'averageDelay', 'transactions'];
const SECOND = ['par30', 'par90', 'chargeOffs', 'recovery', 'concentration'];

export default function Overview() {
  const { variables, link } = useAddress();
  const { data, error, isLoading, retry } = useAnswer(OverviewDocument, variables);
  const cards = useMemo(() => data && { ...shapeCards(data, link), ...shapeRiskCards(data, link) }, [data, link]);
  // Links change with each address, drawings with their figures alone.
  const shown = useMemo(() => data && charts(data), [data]);

  if (error && !data) return <Failure error={error} retry={retry} />;
  const isEmpty = data && data.portfolio.history.at(-1)?.executiveKpis.totalLoans === 0;
  return (
    <>
      <div class="pageHead">
        <h1>Overview</h1>
        {data && <span class="meta">as of {longDate(data.portfolio.asOf)}</span>}
      </div>
      {error && <Failure error={error} retry={retry} isStillShown />}
      {isEmpty && (
        <div class="panel banner">
          <Nothing title="No loan had been disbursed">
            <p>There is none in this segment by this date. Choose another date or segment; an empty book is filled with <code>loanbook demo</code>.</p>
          </Nothing>
        </div>
      )}
      <div class="cards" aria-busy={!cards}>
        {FIRST.map((id) => <Card key={id} id={id} content={cards?.[id]} />)}
      </div>
      <div class="cards second" aria-busy={!cards}>
        {SECOND.map((id) => <Card key={id} id={id} content={cards?.[id]} />)}
      </div>
      <div class="grid">
        <ChartPanel title="Payments received, by day, last 30 days" note={shown?.window} sheet={shown?.payments.sheet} draw={shown?.payments.draw} isLoading={isLoading}>
          <Legend items={[['--on-time', 'On time'], ['--late', 'Late, 1 to 60 days', 'hatched'], ['--missed', 'Missed, recovered after 60 days']]} />
        </ChartPanel>
        <ChartPanel title="Instalments by payment status, to date" note="Every instalment that has fallen due" sheet={shown?.distribution.sheet} draw={shown?.distribution.draw} isLoading={isLoading}>
          <Legend items={[['--on-time', 'On time'], ['--late', 'Late'], ['--overdue', 'Overdue: open, at most 60 days', 'hatched'], ['--missed', 'Missed: not within 60 days']]} />
        </ChartPanel>
        <ChartPanel title="Customers and on-time rate by risk tier, to date" note="Tier by credit score" sheet={shown?.tiers.sheet} draw={shown?.tiers.draw} isLoading={isLoading}>
          <Legend items={[['--series-0', 'Customers'], ['--on-time', 'On-time rate', 'diamond']]} />
        </ChartPanel>
        <ChartPanel title={`Collections by day, last 30 days${data ? `, ${data.book.currency}` : ''}`} note="Principal and interest received, without late fees" sheet={shown?.collections.sheet} draw={shown?.collections.draw} isLoading={isLoading}>
          <Legend items={[['--series-0', 'Collected']]} />
        </ChartPanel>
        <HighRisk />
      </div>
    </>
  );
}

function charts(data: OverviewQuery) {
  const payments = shapePayments(data);
  const distribution = shapeDistribution(data);
  const tiers = shapeTiers(data);
  const collections = shapeCollections(data);
  return {
    window: describeWindow(data),
    payments: { sheet: payments, draw: drawPayments(payments) },
    distribution: { sheet: distribution, draw: drawDistribution(distribution) },
    tiers: { sheet: tiers, draw: drawTiers(tiers) },
    collections: { sheet: collections, draw: drawCollections(collections, data.book.currency) },
  };
}
