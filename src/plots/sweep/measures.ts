/** How measures of cells are written in figures. */
import { MEASURES, type Measure, type MetricKey } from '../../core/record/measures';
import { axisLabel } from '../../core/sweep/series';
import { fixed, percent, significant } from '../format';

/** Which images values are of; the test classes are marked wherever they are shown. */
export type ShownPart = 'validation' | 'test';

export interface MeasureWords {
  /** `Recall@1`. */
  label: string;
  /** With unit: `Recall@1, %`; of test classes: `Recall@1 of test classes, %`. */
  axis: string;
  better: Measure['better'];
  /** What a value is multiplied with on the axis. */
  factor: number;
  /** What a value can be, on the axis. */
  limits: readonly [number, number];
  /** Of a value as it was measured: `44.9 %`. */
  say(value: number): string;
  /** Of a value as it was measured, without its unit: `44.9`. */
  inShort(value: number): string;
}

export function measureWords(metric: MetricKey, part: ShownPart = 'validation'): MeasureWords {
  const { label, unit, better }: Measure = MEASURES[metric];
  const of = part === 'test' ? `${label} of test classes` : label;
  if (unit === 'share') {
    const say = (value: number) => percent(value);
    return { label, axis: `${of}, %`, better, factor: 100, limits: [0, 100], say, inShort: (value) => fixed(100 * value, 1) };
  }
  const say = (value: number) => (Math.abs(value) >= 10 ? fixed(value, 1) : value < 0 ? fixed(value, 2) : significant(value));
  return { label, axis: of, better, factor: 1, limits: [-Infinity, Infinity], say, inShort: say };
}

/** `44.9 % ± 0.6`, or without an error where there is none. */
export function sayMean({ mean, standardError }: { mean: number; standardError?: number }, words: MeasureWords): string {
  return standardError === undefined ? words.say(mean) : `${words.say(mean)} ± ${words.inShort(standardError)}`;
}

/** `Recall@1 against curvature c`. */
export const figureName = (words: Pick<MeasureWords, 'label'>, x: string): string => `${words.label} against ${axisLabel(x)}`;
