/** Going about in the steps of which snapshots are kept. Pure; `steps` ascend, the last one is live. */

/** The step `by` places on from the one shown (undefined = live), stopping at both ends; undefined where that is live. */
export function stepBy(steps: readonly number[], shown: number | undefined, by: number): number | undefined {
  const last = steps.length - 1;
  const at = shown === undefined ? last : steps.indexOf(shown);
  const next = Math.max(0, Math.min(last, (at < 0 ? last : at) + by));
  return next === last ? undefined : steps[next];
}

/** Where a key takes the step shown; `null` where the key means nothing here. */
export function stepOfKey(key: string, steps: readonly number[], shown: number | undefined): number | undefined | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return stepBy(steps, shown, -1);
    case 'ArrowRight':
    case 'ArrowUp':
      return stepBy(steps, shown, 1);
    case 'PageDown':
      return stepBy(steps, shown, -5);
    case 'PageUp':
      return stepBy(steps, shown, 5);
    case 'Home':
      return stepBy(steps, shown, -Infinity);
    case 'End':
      return undefined;
    default:
      return null;
  }
}

/** What is played next: begins anew from live; `done` with the newest. */
export function playedNext(steps: readonly number[], shown: number | undefined): { step: number | undefined; done: boolean } {
  const step = shown === undefined ? steps[0] : stepBy(steps, shown, 1);
  return { step, done: step === undefined || steps.length < 2 };
}

/** `step 120 of 300`. */
export const sayStep = (step: number, of: number): string => `step ${step} of ${of}`;
