// The answer to a query as state: what was shown stays while the next one is on its way.

import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { BookFieldsFragment } from '../gql/overview';
import { failing, inFlight, lastAnswer, readAgain, reading } from './refresh';
import { request, type Document, type RequestFailure } from './request';

/** The book, known from the first answer that names it. */
export const book = signal<BookFieldsFragment | null>(null);

/** The date that the figures on the page are of. */
export const shownDate = signal<string | null>(null);

export interface State<Result> {
  data?: Result;
  error?: RequestFailure;
  /** The answer to these variables is on its way; `data` may be that of another date, segment or place in a list. */
  isLoading: boolean;
  retry: () => void;
}

/** Variables that say of what something is shown. Any other says what is shown: an answer to another one would be shown under a wrong name. */
const OF_WHAT = ['asOf', 'filter', 'after', 'first', 'orderBy', 'search'];

interface Kept<Result> {
  data?: Result;
  /** The question that the data answer. */
  document?: object;
  key?: string;
  what?: string;
  error?: RequestFailure;
  isLoading: boolean;
}

/** Asks now, when the variables change, and with each refresh; nothing while `variables` is null. */
export function useAnswer<Result, Variables extends object>(
  document: Document<Result, Variables>,
  variables: Variables | null,
): State<Result> {
  const [state, setState] = useState<Kept<Result>>({ isLoading: true });
  const key = JSON.stringify(variables);
  const what = JSON.stringify(Object.entries(variables ?? {}).filter(([name]) => !OF_WHAT.includes(name)));
  useEffect(() => {
    if (variables === null) return;
    const abort = new AbortController();
    const id = {};
    inFlight.value += 1;
    setState((before) => ({ ...before, isLoading: true }));
    request(document, variables, abort.signal).then(
      (data) => {
        if (abort.signal.aborted) return;
        remember(data);
        setState({ data, document, key, what, isLoading: false });
      },
      (error: RequestFailure) => {
        if (abort.signal.aborted) return;
        failing.value = new Set([...failing.value, id]);
        // Figures of another date or segment would be taken for those that were asked for.
        setState((before) => (before.document === document && before.key === key ? { ...before, error, isLoading: false } : { error, isLoading: false }));
      },
    ).finally(() => { inFlight.value -= 1; });
    return () => {
      abort.abort();
      if (failing.value.has(id)) failing.value = new Set([...failing.value].filter((other) => other !== id));
    };
  }, [document, key, reading.value]);
  const isOfThis = state.document === document && state.what === what;
  return { data: isOfThis ? state.data : undefined, error: state.error, isLoading: state.isLoading || !isOfThis, retry: readAgain };
}

function remember(data: unknown): void {
  const named = data as { book?: BookFieldsFragment; portfolio?: { asOf?: string } };
  if (named.book && JSON.stringify(named.book) !== JSON.stringify(book.value)) book.value = named.book;
  if (named.portfolio?.asOf) shownDate.value = named.portfolio.asOf;
  lastAnswer.value = Date.now();
}
