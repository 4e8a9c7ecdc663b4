// Reads the page again when this server tells of a change of the book.

import type { Client } from 'graphql-ws';
import { signal } from '@preact/signals';
import { QUERY } from './changes';
import { readAgain } from './refresh';

/** Whether changes are heard of at once; a page works without. */
export const liveState = signal<'off' | 'live' | 'lost'>('off');

/** Several changes in a row are one reading. */
const GATHER_MS = 1_000;

const isRefusal = (event: unknown) => [4401, 4403].includes((event as CloseEvent).code);

let connected: Promise<Client> | undefined;

/** The one connection for all that is listened to; its code is loaded when it is asked for first. */
export const connection = (): Promise<Client> => (connected ??= connect());

async function connect(): Promise<Client> {
  const { createClient } = await import('graphql-ws');
  const url = new URL('graphql/ws', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return createClient({
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
}

/** Listens until the page is left. */
export async function listen(): Promise<void> {
  const client = await connection();
  let timer: ReturnType<typeof setTimeout> | undefined;
  client.subscribe({ query: QUERY }, {
    next: () => {
      clearTimeout(timer);
      timer = setTimeout(readAgain, GATHER_MS);
    },
    error: () => { liveState.value = 'lost'; },
    complete: () => { liveState.value = 'lost'; },
  });
}
