/** A script as somebody writes it against the published types: `tools/package/types.test.ts` checks it. */
import type { ExperimentRecord, Lab, LabSweep } from 'negative-space/lab';

/** Trains a sweep, and takes what came of it along. */
export async function study(lab: Lab): Promise<{ best: number; files: Blob[] }> {
  await lab.ready;
  const config = await lab.configure({ head: { c: 0.5 }, runs: [{ name: 'hyperbolic', geometry: 'hyperbolic' }] });
  const { embedding, labels } = await lab.snapshot(config.runs[0]!.name);
  const [images = 0, sides = 0]: readonly number[] = embedding.shape;
  const first: Float32Array = embedding.data.subarray(0, images > 0 ? sides : 0);
  const stop = lab.on('metrics', (steps) => console.log(Object.values(steps)[0]?.at(-1)?.loss, first.length, labels.data.length));
  const swept: LabSweep = await lab.sweep({ grid: { seed: [1, 2], 'head.tauHyperbolic': [0.1, 0.2] }, steps: 50, metric: 'recall@1' });
  stop();
  const best = Math.max(...swept.cells.map(({ metrics }) => metrics['recall@1'] ?? 0));
  const records = swept.cells.flatMap(({ record }) => record ?? []);
  const zip = await lab.export({ what: records, images: true });
  const [id] = await lab.import(zip, 'sweep.zip');
  const record: ExperimentRecord = await lab.runs.get(id!);
  console.log(record.runs[0]?.evaluations.at(-1)?.retrieval.recallAt[1], lab.share());
  return { best, files: [zip, await lab.report({ what: records, site: 'https://example.org/lab/' })] };
}

/** What the types refuse. */
export function refused(lab: Lab): void {
  // @ts-expect-error: there is no such geometry
  void lab.configure({ runs: [{ name: 'flat', geometry: 'flat' }] });
  // @ts-expect-error: steps are a number
  void lab.step('ten');
  // @ts-expect-error: there is no such metric
  void lab.sweep({ grid: { seed: [1] }, metric: 'beauty' });
}

export const here = () => study(window.lab);
