/** `npm run bench`: one training step, ours against the same model in plain tfjs operations and in jax-js. */
import { accessSync, constants, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { modelPresets } from '../../src/core/configuration/presets';
import { sweepPoints } from '../sweep/points';
import { sweep, type SweepResult } from '../sweep/sweep';
import { sweepSvg } from '../sweep/file';
import { sweepMarkdown } from '../sweep/words';
import { parseArguments, USAGE, UsageError, type Arguments } from './arguments';
import { compare } from './comparison';
import { openBench, type Bench } from './driver';
import type { BenchBackend } from './protocol';
import { backendNames, markdownOf, passed, reportOf, type Report } from './report';

const machine = () => `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;

async function measure(bench: Bench, backend: BenchBackend, given: Arguments): Promise<Report> {
  const { model, batch, warmup, steps, plainSteps, variant } = given;
  const contenders = given.contenders.filter((name) => name !== 'jax' || backend === 'webgpu');
  let said = '';
  const comparison = await compare(
    { contenders, model: modelPresets[model], batch, warmup, steps, ...(plainSteps === undefined ? {} : { plainSteps }) },
    {
      open: (contender) => bench.start({ contender, backend, ...(variant ? { variant } : {}) }),
      product: () => bench.start({ contender: 'plain', backend }),
      onProgress(doing) {
        if (doing !== said) console.error(`${backend}: ${(said = doing)}`);
      },
    },
  );
  return reportOf(backend, model, batch, comparison);
}

/** Not after an hour of measuring: whether the file can be written. @throws UsageError */
function checkWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch {
    throw new UsageError(`--json ${file}: there is no folder ${dirname(file)} that can be written to`);
  }
}

async function measureSweep(bench: Bench, backend: BenchBackend, given: Arguments): Promise<SweepResult> {
  const { model, batch, steps, variant } = given;
  return sweep(
    {
      contenders: given.contenders.filter((name) => name !== 'jax' || backend === 'webgpu'),
      points: ({ software }) => sweepPoints(modelPresets[model], batch, software || backend === 'wasm' ? 'few' : 'many'),
      steps,
    },
    {
      open: (contender) => bench.start({ contender, backend, ...(variant ? { variant } : {}) }),
      onProgress: (doing) => console.error(`${backend}: ${doing}`),
    },
  );
}

/** Prints and keeps one sweep a backend; the picture stands beside the JSON file. */
async function runSweeps(bench: Bench, given: Arguments): Promise<boolean> {
  const { backends, json, model } = given;
  const sweeps: { backend: BenchBackend; result: SweepResult }[] = [];
  for (const backend of backends) {
    const result = await measureSweep(bench, backend, given);
    sweeps.push({ backend, result });
    console.log(`\n${backendNames[backend]}. ${sweepMarkdown(result)}\n`);
    if (!json) continue;
    writeFileSync(json, `${JSON.stringify({ machine: machine(), sweeps }, null, 2)}\n`);
    const picture = `${json.replace(/\.json$/, '')}${backends.length > 1 ? `-${backend}` : ''}.svg`;
    if (result.points.length > 0)
      writeFileSync(picture, sweepSvg(result, `A step around model ${model}, ${backendNames[backend]} on ${result.adapter}`));
  }
  return sweeps.every(({ result }) => result.failures.length === 0);
}

async function runComparisons(bench: Bench, given: Arguments): Promise<boolean> {
  const reports: Report[] = [];
  for (const backend of given.backends) {
    reports.push(await measure(bench, backend, given));
    console.log(`\n${markdownOf(reports.at(-1)!)}\n`);
    // After each backend: what has been measured stays, whatever happens to the next.
    if (given.json) writeFileSync(given.json, `${JSON.stringify({ machine: machine(), reports }, null, 2)}\n`);
  }
  return reports.every(passed);
}

async function main(): Promise<boolean> {
  const given = parseArguments(process.argv.slice(2));
  if (given.help) {
    console.log(USAGE);
    return true;
  }
  if (given.json) checkWritable(given.json);
  const bench = await openBench();
  try {
    const fine = await (given.sweep ? runSweeps : runComparisons)(bench, given);
    console.log(`Measured on ${machine()}.`);
    return fine;
  } finally {
    await bench.close();
  }
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : (error as Error).message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
