// A search box that asks when the typing pauses.

import { useEffect, useRef, useState } from 'preact/hooks';

const PAUSE_MS = 300;

export function Search({ label, value, onSearch }: { label: string; value: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(value);
  const search = useRef(onSearch);
  search.current = onSearch;
  // A value from elsewhere, such as the back button, takes the place of the text; one's own does not: it may end in a space.
  useEffect(() => setText((typed) => (typed.trim() === value ? typed : value)), [value]);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => search.current(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return <input type="search" aria-label={label} placeholder={label} title={`${label} ( / )`} maxLength={100} value={text} onInput={(event) => setText(event.currentTarget.value)} />;
}
