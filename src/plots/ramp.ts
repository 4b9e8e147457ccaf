/**
 * Colours for a quantity: viridis (safe for colour-blind eyes, and in grey), cut at the end that would vanish on the ground and turned
 * so that larger values stand out more on either.
 */
import { viridis } from './viridis';

/** Colours of a ramp: more than the eye tells apart, few enough to be drawn as copies of one dot each. */
export const RAMP_STEPS = 40;

export interface Ramp {
  scale: 'linear' | 'log';
  /** Ends of the ramp, the pale one first. */
  domain: readonly [number, number];
  /** What is shown, with its unit or symbol. */
  label: string;
}

/** [RAMP_STEPS], the first for the beginning of the domain. */
export function rampColours(theme: string): string[] {
  const [from, to] = theme === 'dark' ? [0.16, 1] : [0.88, 0];
  return Array.from({ length: RAMP_STEPS }, (_, i) => viridis(from + ((to - from) * i) / (RAMP_STEPS - 1)));
}

/** Share of the way from the beginning of the domain to its end; what lies outside stands at the nearer end. */
export function rampShare({ scale, domain: [from, to] }: Ramp, value: number): number {
  const on = scale === 'log' ? (x: number) => Math.log(Math.max(x, Number.MIN_VALUE)) : (x: number) => x;
  const width = on(to) - on(from);
  return width === 0 ? 1 : Math.min(1, Math.max(0, (on(value) - on(from)) / width));
}

/** Which of the RAMP_STEPS colours a value has. */
export const rampStep = (ramp: Ramp, value: number): number => Math.round(rampShare(ramp, value) * (RAMP_STEPS - 1));
