// Light, dark, or as the system has it.

import { computed, effect, signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const stored = localStorage.getItem('loanbook.theme') as Theme;
const dark = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(dark.matches);
dark.addEventListener('change', (event) => {
  systemIsDark.value = event.matches;
});

export const theme = signal<Theme>(THEMES.includes(stored) ? stored : 'system');
export const isDark = computed(() => (theme.value === 'system' ? systemIsDark.value : theme.value === 'dark'));

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
}

const apply = (isSeenDark: boolean) => {
  document.documentElement.dataset.theme = isSeenDark ? 'dark' : 'light';
};

effect(() => {
  localStorage.setItem('loanbook.theme', theme.value);
  apply(isDark.value);
});

// Paper is white.
addEventListener('beforeprint', () => apply(false));
addEventListener('afterprint', () => apply(isDark.value));
