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

effect(() => {
  localStorage.setItem('loanbook.theme', theme.value);
  document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light';
});
