// The answer to a query as state: what was shown stays while the next one is on its way.

import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { BookFieldsFragment } from '../gql/overview';
import { hasFailed, lastAnswer, readAgain, reading } from './refresh';
import { request, type Document, type RequestFailure } from './request';

/** The book, known from the first answer that names it. */
export const book = signal<BookFieldsFragment | null>(null);

/** The date that the figures on the page are of. */
export const shownDate = signal<string | null>(null);

export interface State<Result> {
  data?: Result;
  error?: RequestFailure;
  /** The answer to these variables is on its way; `data` may be that to others. */
  isLoading: boolean;
  retry: () => void;
}

/** Asks now, when the variables change, and with each refresh; nothing while `variables` is null. */
export function useAnswer<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables | null,
): State<Result> {
  const [state, setState] = useState<Omit<State<Result>, 'retry'>>({ isLoading: true });
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (variables === null) return;
    const abort = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    request(document, variables, abort.signal).then(
      (data) => {
        if (abort.signal.aborted) return;
        remember(data);
        setState({ data, isLoading: false });
      },
      (error: RequestFailure) => {
        if (abort.signal.aborted) return;
        hasFailed.value = true;
        setState((before) => ({ data: before.data, error, isLoading: false }));
      },
    );
    return () => abort.abort();
  }, [document, key, reading.value]);
  return { ...state, retry: readAgain };
}

function remember(data: unknown): void {
  const named = data as { book?: BookFieldsFragment; portfolio?: { asOf?: string } };
  if (named.book && JSON.stringify(named.book) !== JSON.stringify(book.value)) book.value = named.book;
  if (named.portfolio?.asOf) shownDate.value = named.portfolio.asOf;
  lastAnswer.value = Date.now();
  hasFailed.value = false;
}
