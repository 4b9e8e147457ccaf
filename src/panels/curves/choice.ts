/** Which curves are looked at, kept between visits. */
import { preferences, usePreferences } from '../../state/preferences';
import { curveOf } from './catalogue';

export interface Slot {
  /** Id in the catalogue. */
  curve: string;
  /** Weight of what was before in the moving average of a curve of steps: 0 … 0.99. */
  smoothing: number;
}

export interface Choice {
  slots: [Slot, Slot];
  /** Show the body features' retrieval as well. */
  body: boolean;
}

export const MOST_SMOOTHING = 0.99;

export const DEFAULT_CHOICE: Choice = {
  slots: [
    { curve: 'recall@1', smoothing: 0.9 },
    { curve: 'loss', smoothing: 0.9 },
  ],
  body: false,
};

/** What was chosen, as far as it can be used. */
export function choiceFrom(given: unknown): Choice {
  const { slots, body } = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const list: unknown[] = Array.isArray(slots) ? slots : [];
  const slot = (at: 0 | 1): Slot => {
    const { curve, smoothing } = (list[at] ?? {}) as Record<string, unknown>;
    const usual = DEFAULT_CHOICE.slots[at];
    return {
      curve: typeof curve === 'string' && curveOf(curve) ? curve : usual.curve,
      smoothing: typeof smoothing === 'number' && smoothing >= 0 && smoothing <= MOST_SMOOTHING ? smoothing : usual.smoothing,
    };
  };
  return { slots: [slot(0), slot(1)], body: body === true };
}

export const readChoice = (): Choice => choiceFrom(preferences().curves);

export function keepChoice(curves: Choice): void {
  usePreferences.setState({ curves });
}
