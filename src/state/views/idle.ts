/** Work done a few milliseconds at a time, between which the page answers. */

/** Longest stretch of work between two looks at what the browser has to do. */
const SLICE_MS = 6;

interface BackgroundScheduler {
  postTask(work: () => void, options: { priority: 'background'; signal: AbortSignal }): Promise<void>;
}

/** As soon as nothing more urgent waits; returns the way to give up. */
function inBackground(work: () => void): () => void {
  const { scheduler } = globalThis as { scheduler?: Partial<BackgroundScheduler> };
  if (scheduler?.postTask) {
    // Idle callbacks come once a frame at best: most of the time between them would be left unused.
    const given = new AbortController();
    scheduler.postTask(work, { priority: 'background', signal: given.signal }).catch((error: unknown) => {
      if (!given.signal.aborted) throw error;
    });
    return () => given.abort();
  }
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(() => work(), { timeout: 1000 });
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(work, 16);
  return () => clearTimeout(handle);
}

/**
 * Calls `step` between more urgent work until it answers true: done. Each step must be short.
 * @returns the way to give up
 */
export function inSlices(step: () => boolean): () => void {
  let giveUp = inBackground(slice);
  function slice() {
    const end = performance.now() + SLICE_MS;
    do if (step()) return;
    while (performance.now() < end);
    giveUp = inBackground(slice);
  }
  return () => giveUp();
}
