// What an answer is shown as, where the controls may be ahead of it.

import { useMemo, useRef } from 'preact/hooks';

/**
 * Shapes the answer by what it was asked for. While the answer to the next question is on its
 * way, the last one stays as it was; where the same answer serves, it is shaped anew at once.
 */
export function useShaped<Data, Asked, Shown>(data: Data | undefined, question: unknown, asked: Asked, shape: (data: Data, asked: Asked) => Shown): Shown | undefined {
  const key = JSON.stringify(question);
  const answered = useRef<{ data: Data | undefined; key: string }>({ data: undefined, key: '' });
  if (answered.current.data !== data) answered.current = { data, key };
  const known = useRef(asked);
  if (answered.current.key === key) known.current = asked;
  return useMemo(() => (data === undefined ? undefined : shape(data, known.current)), [data, known.current]);
}
