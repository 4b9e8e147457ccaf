/** Before preferences had one store, each had a key of its own. */

/** Prefixed with a path: sites of one host share their storage. index.html reads it before the first paint. */
export const PREFERENCES_KEY = 'negative-space/preferences';

const THEME = 'negative-space.theme';
const TOUR = 'negative-space.tour';
const CURVES = 'negative-space.curves';
const PROJECTIONS = 'negative-space.projections';

export const OLD_KEYS: readonly string[] = [THEME, TOUR, CURVES, PROJECTIONS];

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the old keys held, under its present names; undefined where there were none. */
export function migratedFrom(read: (key: string) => string | null): Record<string, unknown> | undefined {
  if (OLD_KEYS.every((key) => read(key) === null)) return undefined;
  return {
    theme: read(THEME) ?? 'system',
    tourSeen: read(TOUR) !== null,
    curves: parsed(read(CURVES)),
    projections: parsed(read(PROJECTIONS)),
  };
}
