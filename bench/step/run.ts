/** `npm run bench`: one training step, ours against the same model in plain tfjs operations and in jax-js. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { modelPresets } from '../../src/core/configuration/presets';
import { parseArguments, USAGE, UsageError, type Arguments } from './arguments';
import { openBench, type Bench } from './driver';
import { stepFlops } from './flops';
import type { Outcome, Request } from './page';
import { disagreement, ratios, rowOf, tableOf, type Row } from './table';

/** Steps whose losses must agree before anything is timed, and how closely. */
const COMPARED_STEPS = 2;
const TOLERANCE = 2e-3;

interface Section {
  backend: string;
  adapter: string;
  losses: Record<string, number[]>;
  rows: Row[];
  ratios: Record<string, number>;
  /** GFLOP/s of a large matrix product by our kernel alone; null on wasm. */
  limit: number | null;
}

async function measure(
  bench: Bench,
  backend: Request['backend'],
  { model, batch, contenders, steps, variant }: Arguments,
): Promise<Section> {
  const names = contenders.filter((name) => name !== 'jax' || backend === 'webgpu');
  const flops = stepFlops(modelPresets[model], batch);
  const request = { backend, model, batch, ...(backend === 'webgpu' ? { variant } : {}) };
  const losses: Record<string, number[]> = {};
  for (const contender of names) {
    console.error(`${backend}: first losses of ${contender} …`);
    const outcome = await bench.run({ ...request, contender, warmup: COMPARED_STEPS, steps: 0 });
    if (outcome.errors.length > 0) throw new Error(`${contender} on ${backend}: ${outcome.errors.join('; ')}`);
    losses[contender] = outcome.warmup.losses;
  }
  const [first, ...others] = names;
  for (const other of others) {
    const difference = disagreement(losses[first!]!, losses[other]!);
    if (!(difference <= TOLERANCE))
      throw new Error(
        `${first} and ${other} do not compute the same: losses ${losses[first!]!.join(', ')} and ${losses[other]!.join(', ')}`,
      );
  }
  const rows: Row[] = [];
  let adapter = '';
  for (const contender of names) {
    console.error(`${backend}: timing ${contender} …`);
    const outcome: Outcome = await bench.run({ ...request, contender, warmup: 1, steps });
    adapter = outcome.adapter;
    rows.push(rowOf(contender, outcome, flops, backend === 'webgpu'));
  }
  const limit = backend === 'webgpu' ? await bench.limit(variant) : null;
  return { backend, adapter, losses, rows, ratios: ratios(rows), limit };
}

function print({ backend, adapter, rows, ratios, limit }: Section): void {
  console.log(`\n${backend} (${adapter})\n\n${tableOf(rows)}\n`);
  for (const [name, ratio] of Object.entries(ratios)) console.log(`${name} takes ${ratio.toFixed(2)} times as long as ours.`);
  if (limit !== null) console.log(`A large matrix product by our kernel alone: ${limit.toFixed(2)} GFLOP/s.`);
}

async function main(): Promise<void> {
  const given = parseArguments(process.argv.slice(2));
  if (given.help) return console.log(USAGE);
  const { model, batch, backends, json } = given;
  const bench = await openBench();
  const sections: Section[] = [];
  try {
    for (const backend of backends) {
      sections.push(await measure(bench, backend, given));
      print(sections.at(-1)!);
    }
  } finally {
    await bench.close();
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
  console.log(`\nModel ${model}, batch ${batch}, ${(stepFlops(modelPresets[model], batch) / 1e9).toFixed(1)} GFLOP a step, on ${machine}.`);
  if (json) writeFileSync(json, `${JSON.stringify({ machine, model, batch, sections }, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : (error as Error).message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
