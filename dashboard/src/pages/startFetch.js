// One GraphQL request, with every way it can fail told as what failed, a code, advice and a request id.

const TIMEOUT_MS = 20_000;
const ADVICE = {
  UNAUTHENTICATED: 'Sign in or send an API key, then try again.',
  FORBIDDEN: 'Ask an administrator for the role that may read the book.',
  RATE_LIMITED: 'Too many requests came from this address. Wait a minute, then try again.',
  TIMEOUT: 'The server took too long. Try again; if it stays slow, look at the load of its database.',
  UNAVAILABLE: 'The database does not answer. Look at the health check, then try again.',
  NETWORK: 'Check that the server is running and that you can reach it, then try again.',
};
const DEFAULT_ADVICE = 'Try again. If it fails again, look for the request id in the log of the server.';

/** A failed load, in the words shown on the page. */
export class LoadFailure extends Error {
  constructor(message, code, requestId = null) {
    super(message);
    this.code = code;
    this.advice = ADVICE[code] ?? DEFAULT_ADVICE;
    this.requestId = requestId;
  }
}

/** Sends the query; answers its data or throws a LoadFailure. */
export async function fetchAnswer(url, query) {
  const response = await send(url, query);
  const headerId = response.headers.get('x-request-id');
  const body = await response.json().catch(() => null);
  const error = body?.errors?.[0];
  if (error?.message) {
    const { code = 'INTERNAL', request_id: requestId = headerId } = error.extensions ?? {};
    throw new LoadFailure(error.message, code, requestId);
  }
  if (!response.ok) {
    // A refusal from before GraphQL, such as a rate limit, is a problem document.
    const message = body?.detail ?? body?.title ?? `the server answered with status ${response.status}`;
    throw new LoadFailure(message, body?.code ?? `HTTP ${response.status}`, body?.request_id ?? headerId);
  }
  if (!body?.data) throw new LoadFailure('the answer is not a GraphQL answer', 'BAD_ANSWER', headerId);
  return body.data;
}

async function send(url, query) {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    if (cause.name === 'TimeoutError') throw new LoadFailure(`no answer within ${TIMEOUT_MS / 1000} seconds`, 'TIMEOUT');
    throw new LoadFailure('the server could not be reached', 'NETWORK');
  }
}
