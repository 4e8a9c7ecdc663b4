// What is shown in place of figures: they failed, or there are none.

import type { ComponentChildren } from 'preact';
import { me } from '../state/me';
import type { RequestFailure } from '../state/request';

/** What failed, its code, what to try and the request id. */
export function Failure({ error, retry, isStillShown }: { error: RequestFailure; retry: () => void; isStillShown?: boolean }) {
  const isRefused = error.code === 'FORBIDDEN';
  return (
    <div class={`panel failed${isStillShown ? ' banner' : ''}${isRefused ? ' sober' : ''}`} role="alert">
      <h2>{isRefused ? `Your role${me.value ? ` (${me.value.role.toLowerCase()})` : ''} may not see this` : isStillShown ? 'These figures could not be refreshed' : 'The figures could not be loaded'}</h2>
      <p>What failed: {error.message}.</p>
      <p>{error.advice}</p>
      <dl>
        <dt>Code</dt><dd>{error.code}</dd>
        {Object.entries(error.fields ?? {}).map(([field, message]) => <><dt>{field}</dt><dd>{message}</dd></>)}
        {error.requestId && <><dt>Request id</dt><dd>{error.requestId}</dd></>}
      </dl>
      {!isRefused && <button type="button" onClick={retry}>Try again</button>}
    </div>
  );
}

/** Nothing is there, and that is no fault. */
export function Nothing({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
