/** Names of folders and files in an archive: what every file system takes, and no two alike. Pure. */

const LONGEST = 60;

/** Letters, digits, dots and hyphens; never empty, never leading out. */
export const plainName = (text: string, otherwise: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    // The symbols of our settings: `τ_s 0.1` without its τ would be any setting.
    .replace(/[τλ]/g, (symbol) => (symbol === 'τ' ? 'tau' : 'lambda'))
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, LONGEST)
    .replace(/^[-.]+|[-.]+$/g, '')
    .toLowerCase() || otherwise;

/** `1-spherical`, `2-hyperbolic`: numbered, so that they stand in order and are never the same. */
export const numberedNames = (texts: readonly string[], otherwise: string): string[] =>
  texts.map((text, i) => `${i + 1}-${plainName(text, otherwise)}`);
