import type { CSSProperties } from 'react';

/** Pictures in one line up to four, in two from five on; how many rows of negatives are to be seen at once under them. */
export function gridOf(runs: number): CSSProperties {
  const lines = runs > 4 ? 2 : 1;
  const columns = Math.max(1, Math.ceil(runs / lines));
  return { '--lines': lines, '--columns': columns, '--rows': Math.max(2, Math.min(3, runs)) } as CSSProperties;
}
