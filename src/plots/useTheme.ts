import { useSyncExternalStore } from 'react';

/** The resolved theme (`data-theme` on the root), for what draws on a canvas and must draw again when it changes. */
export function useTheme(): string {
  return useSyncExternalStore(
    (changed) => {
      const observer = new MutationObserver(changed);
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
      return () => observer.disconnect();
    },
    () => document.documentElement.dataset.theme ?? 'light',
    () => 'light',
  );
}
