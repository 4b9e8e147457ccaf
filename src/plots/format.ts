/** How numbers are written on the page: fixed digits, so that columns stay put while values change. */

/** Narrow no-break space: between a number and its unit, and between thousands. */
export const THIN = '\u202f';
const MINUS = '\u2212';
const SUPERSCRIPT: Record<string, string> = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

const signed = (text: string) => text.replace('-', MINUS);

/** One formatter for each number of decimals: making one costs far more than using it. */
const formatters: Intl.NumberFormat[] = [];

/** 1234.5 → `1,234.5` with as many decimals as asked. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–';
  formatters[decimals] ??= new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return signed(formatters[decimals].format(value));
}

export const integer = (value: number) => fixed(value, 0);

/** 0.449 → `44.9 %`. */
export const percent = (share: number, decimals = 1) => (Number.isFinite(share) ? `${fixed(share * 100, decimals)}${THIN}%` : '–');

/** Power of ten in print: −4 → `10⁻⁴`. */
export const powerOfTen = (exponent: number) =>
  `10${String(exponent)
    .split('')
    .map((sign) => SUPERSCRIPT[sign] ?? sign)
    .join('')}`;

/** Two significant figures while they can be read at a glance, powers of ten below. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  if (value >= 0.000_95) return fixed(value, value >= 0.095 ? 2 : value >= 0.0095 ? 3 : 4);
  const exponent = Math.floor(Math.log10(value));
  return `${fixed(value / 10 ** exponent, 1)}${THIN}×${THIN}${powerOfTen(exponent)}`;
}

/** A share of the gradient, p(x⁻), in the one unit it has everywhere: `6.2 %`, `0.031 %`, `2.6 × 10⁻⁴ %`. */
export function gradientShare(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const hundredths = 100 * value;
  const written = hundredths >= 0.95 ? fixed(hundredths, hundredths >= 9.95 ? 0 : 1) : significant(hundredths);
  return `${written}${THIN}%`;
}

/** The same where there is little room: below a hundredth of a per cent only that it is less. */
export function gradientShareInShort(value: number): string {
  if (value > 0 && value < 0.000_095) return `<0.01${THIN}%`;
  return value < 0.0095 && value > 0 ? `${fixed(100 * value, 2)}${THIN}%` : gradientShare(value);
}

/** A tick on a logarithmic axis: plain, or as a power of ten where the axis reaches too far for that. */
export function logTick(value: number, powers = false): string {
  if (powers && value !== 1) return powerOfTen(Math.round(Math.log10(value)));
  return value >= 1 ? integer(value) : String(Number(value.toPrecision(1)));
}

/** A tick on a linear axis whose neighbours are `step` apart. */
export function linearTick(value: number, step: number): string {
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(Math.abs(step) || 1) + 1e-9)));
  return fixed(Math.abs(value) < Math.abs(step) * 1e-9 ? 0 : value, decimals);
}

/** `1st`, `2nd`, … for sentences. */
export function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${integer(n)}${suffix}`;
}
