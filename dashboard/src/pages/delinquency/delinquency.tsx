// Who does not pay, for how long, where it goes from there, and which loans they are.

import { useMemo } from 'preact/hooks';
import { longDate } from '../../format/date';
import type { BucketScheme } from '../../gql/ageing';
import { DelinquencyCardsDocument } from '../../gql/delinquencyCards';
import { Card } from '../../parts/card';
import { Failure } from '../../parts/failure';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { SCHEME_WORDS } from '../loans/cell';
import { Ageing } from './ageing';
import { shapeCards } from './cardsShape';
import { chosen, Pick, type Option } from './controls';
import { useCures } from './cures';
import { Par } from './par';
import { RollRates } from './rollRates';
import { Vintages } from './vintages';
import './delinquency.css';

const CARDS = ['par30', 'par60', 'par90', 'arrears', 'cure', 'firstPayment'];
const SCHEMES: readonly Option[] = Object.entries(SCHEME_WORDS);

export default function Delinquency() {
  const { variables, query, set, link } = useAddress();
  const { data, error, retry } = useAnswer(DelinquencyCardsDocument, variables);
  const { cures, firstPayments } = useCures();
  const cards = useMemo(() => data && shapeCards(data, link), [data, link]);
  const scheme = chosen(SCHEMES, query.scheme) as BucketScheme;

  const isEmpty = data?.portfolio.history.at(-1)?.par.activeLoans === 0;
  return (
    <div class="delinquency">
      <div class="pageHead">
        <h1>Delinquency</h1>
        {/* It has its place from the first: what is below must not move on a phone. */}
        <span class={data ? 'meta' : 'meta pending'} aria-hidden={data ? undefined : true}>as of {longDate(data?.portfolio.asOf ?? '2025-09-30')}</span>
        <div class="tools">
          <Pick isLabelled label="Buckets" value={scheme} options={SCHEMES} onChoose={(value) => set({ scheme: value === 'US' ? null : value }, { replace: true })} />
        </div>
      </div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      {isEmpty && (
        <div class="panel banner state">
          <h2>No loan was active</h2>
          <p>There is none in this segment at this date, so rates of the balance have nothing to be measured against.</p>
        </div>
      )}
      {(data || !error) && (
        <>
          <div class="cards" aria-busy={!cards}>
            {CARDS.map((id) => <Card key={id} id={id} content={cards?.[id]} />)}
          </div>
          <div class="grid">
            <Ageing scheme={scheme} />
            <Par />
            {cures}
            <RollRates scheme={scheme} />
            <Vintages />
            {firstPayments}
          </div>
        </>
      )}
    </div>
  );
}
