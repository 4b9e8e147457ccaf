/** How what is kept of a run is written. Pure. */
import { MEASURES, type MetricKey } from '../../../core/record/measures';
import type { KeptRun } from '../../../core/record/kept';
import { THIN, fixed, integer } from '../../../plots/format';

/** `44.9` of a share in per cent, `157.4` of a number. */
export function sayMeasure(value: number | undefined, metric: MetricKey): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (MEASURES[metric].unit === 'share') return fixed(value * 100, 1);
  return fixed(value, Math.abs(value) >= 10 ? 1 : 2);
}

/** `1.0`: of Recall@1 alone one is kept. */
export const sayError = ({ evaluated }: KeptRun, metric: MetricKey): string | undefined =>
  evaluated && metric === 'recall@1' && Number.isFinite(evaluated.standardError) ? fixed(evaluated.standardError * 100, 1) : undefined;

/** A run's figure in full: `hyperbolic: Recall@1 45.1 % ± 1.0 (standard error), validation part, 2,683 images, step 300`. */
export function describeFigure(run: KeptRun, metric: MetricKey): string {
  const { evaluated, name, tested } = run;
  if (!evaluated) return `${name}: not evaluated yet`;
  const { label, unit } = MEASURES[metric];
  const error = sayError(run, metric);
  const inUnit = (value: number | undefined) => `${sayMeasure(value, metric)}${unit === 'share' ? `${THIN}%` : ''}`;
  // Of another metric than the one shown Recall@1 is known in any case.
  const others = tested?.metrics?.[metric] === undefined ? '' : `, ${label} ${inUnit(tested.metrics[metric])}`;
  const test = tested
    ? `; final test at step ${integer(tested.step)}: Recall@1 ${fixed(tested.recallAt1 * 100, 1)}${THIN}%${metric === 'recall@1' ? '' : others}`
    : '';
  return `${name}: ${label} ${inUnit(evaluated.metrics[metric])}${
    error === undefined ? '' : ` ± ${error} (standard error)`
  }, ${evaluated.part} part, ${integer(evaluated.images)} images, step ${integer(evaluated.step)}${test}`;
}

/** `48 s`, `12 min`, `3 h 20 min`. */
export function sayDuration(seconds: number | undefined): string {
  if (seconds === undefined || !Number.isFinite(seconds)) return '–';
  if (seconds < 100) return `${fixed(seconds, seconds < 10 ? 1 : 0)}${THIN}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes}${THIN}min`;
  return `${Math.floor(minutes / 60)}${THIN}h${minutes % 60 === 0 ? '' : ` ${minutes % 60}${THIN}min`}`;
}

const UNITS = ['kB', 'MB', 'GB', 'TB'];

/** `840 kB`, `2.1 GB`. */
export function sayBytes(bytes: number): string {
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${fixed(value, value < 10 && unit > 0 ? 1 : 0)}${THIN}${UNITS[unit]}`;
}

/** `24 Nov, 14:05`, with the year where it is another; a day alone where no more is known. */
export function sayDate(date: string, now = new Date()): string {
  const when = new Date(date);
  if (Number.isNaN(when.getTime())) return date;
  const year = when.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const time = date.includes('T') ? ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const) : {};
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...year, ...time }).format(when);
}

/** `1 record`, `5,000 records`. */
export const countRecords = (count: number): string => `${integer(count)} ${count === 1 ? 'record' : 'records'}`;

/** Tags as they are typed: parted by commas, each once. */
export const tagsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];
