/**
 * How long the tasks of the page's own thread work, by the browser's own trace. Measured by the thread's clock: on a machine whose cores
 * others hold, the wall clock counts the waiting for a core too, which is not the page's doing.
 */
import type { Page } from '@playwright/test';

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  args?: { name?: string };
  /** Microseconds of the thread's own clock. */
  tdur?: number;
}

const TASKS = 'disabled-by-default-devtools.timeline';

/** @returns work of every task of the thread meanwhile, milliseconds, the longest first */
export async function tasksDuring(page: Page, action: () => Promise<void>): Promise<number[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser of its own to trace.');
  await browser.startTracing(page, { categories: [TASKS] });
  let trace: Buffer;
  try {
    await action();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' && main.has(`${pid} ${tid}`));
  if (!tasks.some(({ tdur }) => tdur !== undefined)) throw new Error('The trace has no times of the page’s thread.');
  return tasks.map(({ tdur = 0 }) => tdur / 1000).sort((a, b) => b - a);
}
