// Who are you: an API key begins a session, which the browser keeps in a cookie that no script reads.

import { useEffect, useRef, useState } from 'preact/hooks';
import { base } from '../../state/address';
import { destination } from './next';
import { refusal, type Refusal } from './refusal';
import './login.css';

export default function Login() {
  const field = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refusal | null>(null);
  useEffect(() => {
    document.title = 'Log in · loanbook';
    field.current?.focus();
  }, []);
  const logIn = async (event: Event) => {
    event.preventDefault();
    const key = field.current?.value.trim();
    if (!key || isBusy) return;
    setBusy(true);
    setRefused(null);
    const fault = await begin(key);
    if (!fault) {
      location.replace(destination(new URLSearchParams(location.search).get('next'), new URL(base, location.origin).href));
      return;
    }
    setRefused(fault);
    setBusy(false);
    field.current?.select();
  };
  return (
    <main class="login">
      <form class="panel" onSubmit={logIn} aria-labelledby="loginTitle">
        <img src="assets/icon.svg" alt="" width="36" height="36" />
        <h1 id="loginTitle">Log in to loanbook</h1>
        <p class="muted">The figures of this book are shown to those it knows.</p>
        {/* For the browser's own store of passwords, which keeps a key under a name. */}
        <input hidden autocomplete="username" name="username" value="loanbook" readOnly />
        <label for="key">API key</label>
        <input
          id="key" ref={field} name="key" type="password" required maxLength={200} autocomplete="current-password" autocapitalize="off" spellcheck={false}
          placeholder="loanbook_…" aria-invalid={refused !== null} aria-describedby={refused ? 'refused keyHint' : 'keyHint'}
        />
        <div id="refused" role="alert">
          {refused && (
            <div class="refused">
              <p><strong>{refused.what}.</strong> {refused.advice}</p>
              {refused.requestId && <p class="small">Request id <code>{refused.requestId}</code></p>}
            </div>
          )}
        </div>
        <button type="submit" class="primary" disabled={isBusy}>{isBusy ? 'Logging in…' : 'Log in'}</button>
        <p id="keyHint" class="hint">
          No key yet? Ask who runs this server. There, this command makes one:
          <code>loanbook api-key create --name NAME --role viewer</code>
        </p>
      </form>
    </main>
  );
}

/** Begins a session; answers why not, or nothing when it has begun. */
async function begin(key: string): Promise<Refusal | null> {
  let answer: Response;
  try {
    answer = await fetch('login', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ key }), signal: AbortSignal.timeout(30_000),
    });
  } catch {
    return refusal(null);
  }
  if (answer.ok) return null;
  const problem = (await answer.json().catch(() => null)) as { detail?: string; request_id?: string } | null;
  const said = refusal(answer.status, problem?.detail, answer.headers.get('retry-after'));
  return { ...said, requestId: problem?.request_id ?? answer.headers.get('x-request-id') };
}
