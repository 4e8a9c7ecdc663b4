// Reads the page again when this server tells of a change of the book.

import { signal } from '@preact/signals';
import { QUERY } from './changes';
import { readAgain } from './refresh';

/** Whether changes are heard of at once; a page works without. */
export const liveState = signal<'off' | 'live' | 'lost'>('off');

/** Several changes in a row are one reading. */
const GATHER_MS = 1_000;

const isRefusal = (event: unknown) => [4401, 4403].includes((event as CloseEvent).code);

/** Listens until the page is left. The client is loaded after the first figures are shown. */
export async function listen(): Promise<void> {
  const { createClient } = await import('graphql-ws');
  const url = new URL('graphql/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: url.href,
    retryAttempts: Infinity,
    // Who is not known, or no longer, is not known at the next try.
    shouldRetry: (event) => !isRefusal(event),
    on: {
      connected: () => {
        // What happened while nobody listened was missed.
        if (liveState.value === 'lost') readAgain();
        liveState.value = 'live';
      },
      closed: (event) => {
        liveState.value = 'lost';
        // The figures are refused too, and lead to the login.
        if (isRefusal(event)) readAgain();
      },
    },
  });
  client.subscribe({ query: QUERY }, {
    next: () => {
      clearTimeout(timer);
      timer = setTimeout(readAgain, GATHER_MS);
    },
    error: () => { liveState.value = 'lost'; },
    complete: () => { liveState.value = 'lost'; },
  });
}
