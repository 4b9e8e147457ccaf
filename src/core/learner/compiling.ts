/** Compiling for several learners at once, told of as one, in a way that lets whoever waits do other things or give up. */
import type { CompileProgress, Learner, Preparation } from './learner';

/**
 * Prepares all learners side by side. Programs they share are compiled once and counted once.
 * @param onProgress hears the sums over all of them; never where nothing is compiled
 */
export async function prepareAll(learners: readonly Learner[], what: Preparation, onProgress: CompileProgress): Promise<void> {
  const done = learners.map(() => 0);
  const totals = learners.map(() => 0);
  const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
  await Promise.all(
    learners.map((learner, i) =>
      learner.prepare(what, (ready, total) => {
        done[i] = ready;
        totals[i] = total;
        onProgress(sum(done), sum(totals));
      }),
    ),
  );
}

export const compilingActivity = (done: number, total: number): string => `compiling ${done} of ${total} kernels`;

/** As `prepareAll`, in parts: yields what to show. Leaving early leaves the compiler to finish alone. */
export async function* prepareInParts(learners: readonly Learner[], what: Preparation): AsyncGenerator<string, void> {
  let latest: string | undefined;
  let tell: () => void = () => undefined;
  let ended = false;
  const work = prepareAll(learners, what, (done, total) => {
    latest = compilingActivity(done, total);
    tell();
  }).finally(() => {
    ended = true;
    tell();
  });
  // It is awaited at the end; until then its failure must not count as unhandled.
  work.catch(() => undefined);
  while (!ended) {
    if (latest === undefined) await new Promise<void>((resolve) => (tell = resolve));
    const said = latest;
    latest = undefined;
    if (said !== undefined) yield said;
  }
  await work;
}
