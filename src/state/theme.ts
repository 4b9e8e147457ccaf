/** The theme: chosen by the person or taken from the system, kept between visits, written on the root for the style sheets. */
import type { LabState } from './lab.types';

type Theme = LabState['theme'];

// index.html reads the same key before the first paint.
const KEY = 'negative-space.theme';
const dark = () => window.matchMedia('(prefers-color-scheme: dark)');

/** Storage can be forbidden; the theme then lasts as long as the page. */
export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

export function keepTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Nothing to do: it is shown all the same.
  }
}

export function resolvedTheme(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return dark().matches ? 'dark' : 'light';
}

/** Writes the resolved theme on the root, now and whenever the system changes its mind; returns the way to stop. */
export function showTheme(current: () => Theme): { update(): void; stop(): void } {
  const query = dark();
  const update = () => {
    document.documentElement.dataset.theme = resolvedTheme(current());
  };
  query.addEventListener('change', update);
  update();
  return { update, stop: () => query.removeEventListener('change', update) };
}
