/** When the browser has nothing better to do; returns the way to give up. */
export function whenIdle(work: (budget: () => number) => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback((deadline) => work(() => deadline.timeRemaining()), { timeout: 1000 });
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(() => work(() => 0), 40);
  return () => clearTimeout(handle);
}
