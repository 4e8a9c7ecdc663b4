// One GraphQL request, with every way it can fail told as what failed, a code, advice and a request id.

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';

const TIMEOUT_MS = 30_000;
const ADVICE: Record<string, string> = {
  BAD_USER_INPUT: 'Change the date, the filter or the value that is named.',
  FORBIDDEN: 'Ask an administrator for a key with another role.',
  RATE_LIMITED: 'Wait a minute, then try again.',
  TIMEOUT: 'Try again, or look at the load of the database.',
  UNAVAILABLE: 'Look at the health check, then try again.',
  NETWORK: 'Check that the server runs and can be reached, then try again.',
};
const DEFAULT_ADVICE = 'Try again, or look for the request id in the log.';

/** The text of a query, and the types of its answer and variables. */
export type Document<Result, Variables> = DocumentTypeDecoration<Result, Variables> & { toString(): string };

/** A request that failed, in the words shown on the page. */
export class RequestFailure extends Error {
  readonly advice: string;

  constructor(
    message: string,
    readonly code: string,
    readonly requestId: string | null = null,
    /** Arguments at fault, by name. */
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
    this.advice = ADVICE[code] ?? DEFAULT_ADVICE;
  }
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; request_id?: string; errors?: { field: string; message: string }[] } }[];
  detail?: string;
  title?: string;
  code?: string;
  request_id?: string;
}

/** Sends the document; answers its data or throws a RequestFailure. */
export async function request<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await reach('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json;q=0.9' },
    body: JSON.stringify({ query: document.toString(), variables }),
  }, signal);
  const headerId = response.headers.get('x-request-id');
  const body = (await response.json().catch(() => null)) as Answer | null;
  const error = body?.errors?.[0];
  if (error) {
    const { code = 'INTERNAL', request_id: requestId = headerId, errors = [] } = error.extensions ?? {};
    throw new RequestFailure(error.message, code, requestId, Object.fromEntries(errors.map((item) => [item.field, item.message])));
  }
  // A refusal from before GraphQL, such as a rate limit, is a problem document.
  if (!response.ok) throw refusal(response, body);
  if (!body?.data) throw new RequestFailure('the answer is not a GraphQL answer', 'BAD_ANSWER', headerId);
  return body.data as Result;
}

/** What a problem document says, or its status where there is none. */
export function refusal(response: Response, problem: Pick<Answer, 'detail' | 'title' | 'code' | 'request_id'> | null): RequestFailure {
  const message = problem?.detail ?? problem?.title ?? `the server answered with status ${response.status}`;
  return new RequestFailure(message, problem?.code ?? `HTTP ${response.status}`, problem?.request_id ?? response.headers.get('x-request-id'));
}

/** Sends; answers what came, or throws a RequestFailure where nothing did. Who has to log in is led there. */
export async function reach(path: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(path, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    if (response.status === 401) location.replace(`login?next=${encodeURIComponent(location.pathname + location.search)}`);
    return response;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    if (timeout.aborted) throw new RequestFailure(`no answer within ${TIMEOUT_MS / 1000} seconds`, 'TIMEOUT');
    throw new RequestFailure('the server could not be reached', 'NETWORK');
  }
}
