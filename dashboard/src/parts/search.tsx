// A search box that asks when the typing pauses.

import { useEffect, useState } from 'preact/hooks';

const PAUSE_MS = 300;

export function Search({ label, value, onSearch }: { label: string; value: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onSearch(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <input type="search" aria-label={label} placeholder={label} title={`${label} ( / )`} maxLength={100} value={text} onInput={(event) => setText(event.currentTarget.value)} />;
}
