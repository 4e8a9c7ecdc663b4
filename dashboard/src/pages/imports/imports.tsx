// Loan tapes into the book: one that is loaded here, and what became of those before.

import { useState } from 'preact/hooks';
import { ImportsDocument } from '../../gql/imports';
import { Failure } from '../../parts/failure';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { ForAdmins, useIsAdmin } from './admin';
import './imports.css';
import { List } from './list';
import { LoadPanel } from './loadPanel';
import { OneLoad } from './oneLoad';

export default function Imports() {
  const { query } = useAddress();
  const isAdmin = useIsAdmin();
  if (isAdmin === false) return <ForAdmins />;
  return <div class="imports">{query.load ? <OneLoad key={query.load} name={query.load} /> : <Loads isKnown={isAdmin !== null} />}</div>;
}

function Loads({ isKnown }: { isKnown: boolean }) {
  const { data, error, isLoading, retry } = useAnswer(ImportsDocument, isKnown ? { isAdmin: true } : null);
  const [undone, setUndone] = useState('');
  return (
    <>
      <div class="pageHead"><h1>Imports</h1></div>
      <p class="intro">
        A loan tape is checked before anything is written, and loaded whole or not at all. Date and segment above are about figures: they change nothing here.
      </p>
      <LoadPanel currency={data?.book.currency} />
      <div role="status">{undone && <p class="notice done">{undone}</p>}</div>
      {error && <Failure error={error} retry={retry} isStillShown={Boolean(data)} />}
      {(data || !error) && <List loads={data?.imports} isLoading={isLoading} onUndone={setUndone} />}
    </>
  );
}
