// Cures by month, and first-payment default by quarter of disbursement: one request, two charts.

import { useMemo } from 'preact/hooks';
import { CuresDocument } from '../../gql/cures';
import { ChartPanel } from '../../parts/chart';
import { Failure } from '../../parts/failure';
import { Legend } from '../../parts/legend';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { drawCures, drawFirstPayments } from './charts';
import { shapeCures, shapeFirstPayments } from './curesShape';

/** Both charts, in the places that the page gives them. */
export function useCures() {
  const { variables, filter, link, open } = useAddress();
  const { data, error, isLoading, retry } = useAnswer(CuresDocument, variables);
  const shown = useMemo(() => {
    if (!data) return undefined;
    const cures = shapeCures(data, link);
    const firstPayments = shapeFirstPayments(data, filter, link);
    return { cures, firstPayments };
  }, [data, link]);
  // Links change with each address, drawings with their figures alone.
  const drawings = useMemo(() => shown && { cures: drawCures(shown.cures), firstPayments: drawFirstPayments(shown.firstPayments) }, [data]);
  if (error && !data) {
    const failure = <div class="span6"><Failure error={error} retry={retry} /></div>;
    return { cures: failure, firstPayments: failure };
  }
  const follow = (links: (string | null)[] | undefined) => (index: number) => {
    const href = links?.[index];
    if (href) open(href);
  };
  const last = shown?.firstPayments.rows.at(-1);
  return {
    cures: (
      <ChartPanel
        title="Cure rate, last 12 months" note="Loans past due when a month began, by whether they were current or paid off at its end; a bar opens the cured"
        sheet={shown?.cures} draw={drawings?.cures} isLoading={isLoading} onPick={follow(shown?.cures.links)}
        empty={shown?.cures.rows.every((row) => row[1] === null) ? 'No loan was past due when one of these months began.' : undefined}
      >
        <Legend items={[['--on-time', 'Cured'], ['--series-0', 'Paid off, beside them', 'hatched']]} />
      </ChartPanel>
    ),
    firstPayments: (
      <ChartPanel
        title="First-payment default by quarter of disbursement"
        note={`First instalment open 30 days after it fell due${last && last[3] !== last[4] ? `; of ${last[0]} only ${last[3]} of ${last[4]} loans are old enough` : ''}; a bar opens its loans`}
        sheet={shown?.firstPayments} draw={drawings?.firstPayments} isLoading={isLoading} onPick={follow(shown?.firstPayments.links)}
        empty={shown?.firstPayments.rows.every((row) => row[1] === null) ? 'No first instalment fell due 30 days ago or earlier in this segment.' : undefined}
      >
        <Legend items={[['--series-0', 'Share of the loans whose first instalment fell due 30 days ago or earlier']]} />
      </ChartPanel>
    ),
  };
}
