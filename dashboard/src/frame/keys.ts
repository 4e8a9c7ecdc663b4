// Keyboard shortcuts. Never while somebody types, never with a modifier, which belongs to the browser.

import { useEffect } from 'preact/hooks';
import { useAddress } from '../state/address';
import { readAgain } from '../state/refresh';
import { nextTheme } from '../state/theme';
import { useSteps } from './asOf';
import { offered } from './pages';
import { isSegmentOpen } from './segment';

/** A second key counts as belonging to "g" for so long. */
const CHORD_MS = 1_500;

let chordUntil = 0;

export function useKeys(openHelp: () => void): void {
  const { link, open, query, set } = useAddress();
  const { go, togglePlay } = useSteps();
  // Without a list of what it depends on: each rendering has its own date and links.
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isTyping = target.closest('input, select, textarea, dialog, [contenteditable]');
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      // The space bar presses what has the focus; only where nothing has, it would scroll.
      if (event.key === ' ' && target !== document.body && target.id !== 'main') return;
      if (Date.now() < chordUntil) {
        chordUntil = 0;
        const entry = offered().find(({ key }) => key === event.key);
        if (entry) open(link(entry.path));
        return;
      }
      const actions: Record<string, () => void> = {
        g: () => { chordUntil = Date.now() + CHORD_MS; },
        '[': () => { go(-1); },
        ']': () => { go(1); },
        f: () => { isSegmentOpen.value = true; },
        r: readAgain,
        t: nextTheme,
        k: () => set({ kiosk: query.kiosk ? null : '1' }),
        '?': openHelp,
        '/': () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus(),
        ' ': togglePlay,
      };
      const action = actions[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}
