/** Work done a few milliseconds at a time, between which the page answers. */

/** Longest stretch of work between two looks at the clock of the browser. */
const SLICE_MS = 6;

/** When the browser has nothing better to do; returns the way to give up. */
export function whenIdle(work: (budget: () => number) => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback((deadline) => work(() => deadline.timeRemaining()), { timeout: 1000 });
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(() => work(() => 0), 40);
  return () => clearTimeout(handle);
}

/**
 * Calls `step` in idle moments until it answers true: done. Each step must be short.
 * @returns the way to give up
 */
export function inSlices(step: () => boolean): () => void {
  let giveUp: (() => void) | undefined;
  const slice = (budget: () => number) => {
    const end = performance.now() + Math.min(SLICE_MS, Math.max(3, budget() - 1));
    do if (step()) return;
    while (performance.now() < end);
    giveUp = whenIdle(slice);
  };
  giveUp = whenIdle(slice);
  return () => giveUp?.();
}
