import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A component whose code is loaded when it is shown first; nothing is there until then. */
export function later<Props extends object>(load: () => Promise<{ default: FunctionComponent<Props> }>): FunctionComponent<Props> {
  return function Later(props: Props) {
    const [Loaded, setLoaded] = useState<FunctionComponent<Props> | null>(null);
    useEffect(() => {
      void load().then((module) => setLoaded(() => module.default));
    }, []);
    return Loaded ? <Loaded {...props} /> : null;
  };
}
