/** The theme as it is shown: chosen, or the system's; written on the root for the style sheets. */
import { preferences, usePreferences, type Theme } from './preferences';

const dark = () => window.matchMedia('(prefers-color-scheme: dark)');

export const NEXT_THEME = { system: 'light', light: 'dark', dark: 'system' } as const satisfies Record<Theme, Theme>;

/** Goes around: light, dark, as the system has it. */
export function nextTheme(): void {
  usePreferences.setState(({ theme }) => ({ theme: NEXT_THEME[theme] }));
}

export function resolvedTheme(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return dark().matches ? 'dark' : 'light';
}

/** Writes the resolved theme on the root, now and whenever it or the system's changes; returns the way to stop. */
export function showTheme(): () => void {
  const query = dark();
  const update = () => {
    document.documentElement.dataset.theme = resolvedTheme(preferences().theme);
  };
  query.addEventListener('change', update);
  const unsubscribe = usePreferences.subscribe(update);
  update();
  return () => {
    query.removeEventListener('change', update);
    unsubscribe();
  };
}
