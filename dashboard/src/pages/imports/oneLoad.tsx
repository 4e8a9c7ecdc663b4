// One load: its report, and the way to take it back.

import { useEffect, useState } from 'preact/hooks';
import { timeWords } from '../../format/time';
import { ImportDocument } from '../../gql/imports';
import { Failure } from '../../parts/failure';
import { Panel } from '../../parts/panel';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';
import { describeRead, lastApplied, toFindingSheet } from './importsShape';
import { Report } from './report';
import { StatusBadge } from './status';
import { Undo } from './undo';

export function OneLoad({ name }: { name: string }) {
  const { link } = useAddress();
  const number = /^\d{1,9}$/.test(name) ? Number(name) : null;
  const { data, error, isLoading, retry } = useAnswer(ImportDocument, number === null ? null : { number });
  const [undone, setUndone] = useState('');
  const [isAsking, setAsking] = useState(false);
  // A reader of the screen is told of it by where the focus goes, as at another page.
  useEffect(() => document.getElementById('main')?.focus({ preventScroll: true }), []);
  if (number === null || data?.import === null) {
    return (
      <div class="panel">
        <div class="state"><h1>There is no such load</h1><p>The address names “{name}”. <a href={link('imports')}>All loads</a></p></div>
      </div>
    );
  }
  if (error && !data) return <Failure error={error} retry={retry} />;
  const load = data?.import;
  const last = lastApplied(data?.imports ?? []);
  return (
    <>
      <p class="backLink"><a href={link('imports')}>Imports</a></p>
      <div class="pageHead">
        <h1>Load {number}</h1>
        {load && <span class="meta"><StatusBadge status={load.status} /> {timeWords(load.finishedAt)}</span>}
        <div class="tools">{load && load.number === last && <button type="button" onClick={() => setAsking(true)}>Undo…</button>}</div>
      </div>
      {error && <Failure error={error} retry={retry} isStillShown />}
      <div role="status">{undone && <p class="notice done">{undone}</p>}</div>
      {load?.refusal && <p class="notice refusal">It was refused, and nothing was written: {load.refusal}.</p>}
      {load?.status === 'APPLIED' && last !== null && last > load.number && <p class="notice">Load {last} came after it and may stand on it: to take this one back, take back that one first.</p>}
      <Panel title="Report" note={load && describeRead(load)} sheet={load && toFindingSheet(load.findings)} isLoading={isLoading}>
        {load ? <Report report={load} isDry={false} /> : <div class="plot skeleton" aria-hidden="true" />}
      </Panel>
      {isAsking && load && <Undo batch={load} close={() => setAsking(false)} onDone={setUndone} />}
    </>
  );
}
