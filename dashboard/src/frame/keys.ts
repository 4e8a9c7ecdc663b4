// Keyboard shortcuts. Never while somebody types, never with a modifier, which belongs to the browser.

import { useEffect } from 'preact/hooks';
import { useAddress } from '../state/address';
import { readAgain } from '../state/refresh';
import { nextTheme } from '../state/theme';
import { useSteps } from './asOf';
import { RAIL } from './pages';
import { OPEN_SEGMENT } from './segment';

/** A second key counts as belonging to "g" for so long. */
const CHORD_MS = 1_500;

let chordUntil = 0;

export function useKeys(openHelp: () => void): void {
  const { link, page, query, set } = useAddress();
  const { go, togglePlay } = useSteps();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isTyping = target.closest('input, select, textarea, dialog, [contenteditable]');
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      if (Date.now() < chordUntil) {
        chordUntil = 0;
        const entry = RAIL.find(({ key }) => key === event.key);
        if (entry) document.querySelector<HTMLAnchorElement>(`.rail a[href="${CSS.escape(link(entry.path))}"], .rail a[href="${link(entry.path)}"]`)?.click();
        return;
      }
      const actions: Record<string, () => void> = {
        g: () => { chordUntil = Date.now() + CHORD_MS; },
        '[': () => { go(-1); },
        ']': () => { go(1); },
        f: () => { dispatchEvent(new Event(OPEN_SEGMENT)); },
        r: readAgain,
        t: nextTheme,
        k: () => set({ kiosk: query.kiosk ? null : '1' }),
        '?': openHelp,
        '/': () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus(),
        // The space bar presses a button that has the focus; elsewhere it would scroll.
        ' ': () => { if (!target.closest('button, a, summary, [tabindex]') || target.id === 'main') togglePlay(); },
      };
      const action = actions[event.key];
      if (!action) return;
      if (event.key !== ' ' || target === document.body || target.id === 'main') event.preventDefault();
      action();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [link, page, query, go]);
}
