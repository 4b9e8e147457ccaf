/** For tests of plots where no layout is done: every element that is followed has this size. */
import { afterEach, beforeEach, vi } from 'vitest';

export function laidOut(width: number, height: number): void {
  class Observer {
    constructor(private readonly told: ResizeObserverCallback) {}
    observe() {
      this.told([{ contentRect: { width, height } }] as ResizeObserverEntry[], this as unknown as ResizeObserver);
    }
    unobserve() {}
    disconnect() {}
  }
  beforeEach(() => vi.stubGlobal('ResizeObserver', Observer));
  afterEach(() => vi.unstubAllGlobals());
}
