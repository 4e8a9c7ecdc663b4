// Light and dark: as the dashboard has it, until the reader chooses in GraphiQL's settings; and the colours of the editors.

import { useGraphiQL, useGraphiQLActions, useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

const GROUND = { light: '#ffffff', dark: '#212a3b' };
const ACCENT = { light: '#1d4ed8', dark: '#8ab4ff' };
const FIELD = { light: '#3b4b6811', dark: '#b7c2d711' };

/** What the dashboard was set to; none when it follows the system. */
export function dashboardTheme(): 'light' | 'dark' | undefined {
  const stored = localStorage.getItem('loanbook.theme');
  return stored === 'light' || stored === 'dark' ? stored : undefined;
}

/** Gives the editors the dashboard's colours, and tells them when the system's theme changes: they read it once only. */
export function EditorThemes(): null {
  const monaco = useMonaco((state) => state.monaco);
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    monaco?.editor.defineTheme('graphiql-LIGHT', { base: 'vs', inherit: true, ...paint('light', '#6c69ce') });
    monaco?.editor.defineTheme('graphiql-DARK', { base: 'vs-dark', inherit: true, ...paint('dark', '#908aff') });
  }, [monaco]);
  useEffect(() => {
    if (theme) return undefined;
    const system = matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => setTheme(null);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, [theme, setTheme]);
  return null;
}

// GraphiQL's themes with the dashboard's accent in place of its pink.
function paint(theme: 'light' | 'dark', argument: string): { colors: Record<string, string>; rules: { token: string; foreground: string }[] } {
  const accent = ACCENT[theme];
  const soft = `${accent}1f`;
  const named = (names: string[], colour: string): Record<string, string> => Object.fromEntries(names.map((name) => [name, colour]));
  return {
    colors: {
      ...named(['editor.background', 'scrollbar.shadow'], '#ffffff00'),
      ...named(['editorHoverWidget', 'editorSuggestWidget', 'editorWidget', 'menu', 'quickInput'].map((name) => `${name}.background`), GROUND[theme]),
      ...named(['input.background'], FIELD[theme]),
      ...named(['textLink.foreground', 'textLink.activeForeground', 'editorLink.activeForeground', 'focusBorder', 'editorWidget.resizeBorder'], accent),
      ...named(['list.highlightForeground', 'list.focusHighlightForeground', 'editorSuggestWidget.highlightForeground'], accent),
      ...named(['editorSuggestWidget.focusHighlightForeground', 'pickerGroup.foreground', 'menu.selectionForeground'], accent),
      ...named(['list.hoverBackground', 'editorSuggestWidget.selectedBackground', 'quickInputList.focusBackground'], soft),
      ...named(['toolbar.hoverBackground', 'inputOption.hoverBackground', 'menu.selectionBackground'], soft),
      ...named(['editorSuggestWidget.selectedForeground', 'quickInputList.focusForeground'], theme === 'dark' ? '#ffffff' : '#0f172a'),
    },
    rules: [{ token: 'argument.identifier.gql', foreground: argument }],
  };
}
