// Asks who reads the pages, once for all that want to know.

import { useEffect } from 'preact/hooks';
import { MeDocument, type MeQuery } from '../gql/me';
import { me } from '../state/me';
import { reading } from '../state/refresh';
import { request } from '../state/request';

let asked: Promise<void> | undefined;

async function ask(): Promise<void> {
  try {
    me.value = (await request(MeDocument, {})).me;
  } catch {
    // The page's own requests say what is wrong; the next refresh asks again.
    asked = undefined;
  }
}

/** Who reads the page; null until it is known. */
export function useMe(): MeQuery['me'] | null {
  useEffect(() => {
    if (!me.value) asked ??= ask();
  }, [reading.value]);
  return me.value;
}
