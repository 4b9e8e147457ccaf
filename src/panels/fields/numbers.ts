/** Numbers as people type and read them in settings: no more digits than were given. */

/** A typed number; undefined where it is none. A comma is read as the decimal point. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text
    .trim()
    .replace('−', '-')
    .replace(/^([+-]?\d*),(\d*)$/, '$1.$2');
  if (trimmed === '' || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** `0.1`, `2.3`, `1e-8`: six significant digits at most, as short as it goes. */
export function formatNumber(value: number): string {
  const short = Number(value.toPrecision(6));
  return short !== 0 && Math.abs(short) < 1e-3 ? short.toExponential().replace('e+', 'e') : String(short);
}
