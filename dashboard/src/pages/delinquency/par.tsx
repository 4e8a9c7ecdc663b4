// Portfolio at risk beyond 30, 60 and 90 days over time.

import { useMemo } from 'preact/hooks';
import { ParHistoryDocument } from '../../gql/parHistory';
import { ChartPanel } from '../../parts/chart';
import { Failure } from '../../parts/failure';
import { useAddress } from '../../state/address';
import { book, useAnswer } from '../../state/useAnswer';
import { drawPar } from './charts';
import { chosen, Pick, type Option } from './controls';
import { unfinished } from './months';
import { shapePar } from './parShape';

// More would pass the limit of figures in one request.
const COUNTS: readonly Option[] = [['12', '12 month-ends'], ['24', '24 month-ends'], ['36', '36 month-ends']];

export function Par() {
  const { variables, query, set } = useAddress();
  const count = chosen(COUNTS, query.par);
  const { data, error, isLoading, retry } = useAnswer(ParHistoryDocument, { ...variables, count: Number(count) });
  const currency = book.value?.currency ?? '';
  const shown = useMemo(() => {
    if (!data) return undefined;
    const sheet = shapePar(data, currency);
    return { sheet, draw: drawPar(sheet, currency), isEmpty: sheet.rows.every((row) => row[1] === null) };
  }, [data, currency]);

  if (error && !data) return <div class="span6"><Failure error={error} retry={retry} /></div>;
  return (
    <ChartPanel
      title={`Portfolio at risk, last ${count} month-ends`}
      note={`Principal of active loans more than 30, 60 and 90 days past due ÷ that of all${unfinished(data?.portfolio.asOf)}`}
      sheet={shown?.sheet} draw={shown?.draw} isLoading={isLoading}
      empty={shown?.isEmpty ? 'No loan was active in these months in this segment.' : undefined}
      tools={<Pick label="Window" value={count} options={COUNTS} onChoose={(value) => set({ par: value === '12' ? null : value }, { replace: true })} />}
    />
  );
}
