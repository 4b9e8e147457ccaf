/** Experiments without a window: see `usage` in lab/arguments.ts. */
import { messageOf } from '../src/core/errors';
import { parseArguments, SELF, usage, UsageError, type Arguments } from './lab/arguments';

const percent = (share: number | undefined) => (share === undefined ? '–' : `${(100 * share).toFixed(1)} %`);

async function run(given: Arguments): Promise<number> {
  const say = (text: string) => console.error(text);
  if (given.command === 'train') {
    const { train } = await import('./lab/train');
    const result = await train(given);
    if (given.json) console.log(JSON.stringify(result));
    else
      for (const [id, recall] of Object.entries(result.recallAt1))
        console.log(`${id.padEnd(20)} Recall@1 ${percent(recall)} at step ${result.step}`);
    for (const file of result.files) say(file);
    if (!result.interrupted) return 0;
    say(`Interrupted at step ${result.step} of ${result.steps}; what is finished is kept, and the same command goes on from there.`);
    return 130;
  }
  if (given.command === 'sweep') {
    const { sweep } = await import('./lab/sweep');
    const { files, sweep: ended, interrupted } = await sweep(given);
    if (given.json) console.log(JSON.stringify({ files, interrupted, ...ended }));
    else
      for (const { id, state, step, metrics } of ended.cells)
        console.log(`${id.slice(0, 12).padEnd(14)} ${state.padEnd(10)} Recall@1 ${percent(metrics['recall@1'])} at step ${step}`);
    for (const file of files) say(file);
    const failed = ended.cells.filter(({ state }) => state === 'failed');
    for (const { id, error } of failed) say(`Cell ${id} failed: ${error ?? 'nobody knows why'}`);
    if (interrupted) {
      say('Interrupted; cells that are finished are kept, and the same command goes on from there.');
      return 130;
    }
    return failed.length > 0 ? 1 : 0;
  }
  if (given.command === 'table') {
    const { drawn, markdown, metricNamed, tablesOf } = await import('./lab/table');
    const tables = await tablesOf(given.files, metricNamed(given.metric ?? 'recall@1'), given.negatives ?? 10);
    const { study, overlap } = tables;
    console.log(given.json ? JSON.stringify({ study, overlap }) : markdown({ study, ...(overlap ? { overlap } : {}) }));
    if (given.figure !== undefined) await drawn(tables, given.figure);
    return 0;
  }
  const { exportFiles, reportFiles } = await import('./lab/files');
  const files = given.command === 'export' ? await exportFiles(given.files, given.out) : await reportFiles(given.files, given.out, given);
  if (given.json) console.log(JSON.stringify({ files }));
  else for (const file of files) console.log(file);
  return 0;
}

async function main(): Promise<number> {
  try {
    const given = parseArguments(process.argv.slice(2));
    if (!given.help) return await run(given);
    console.log(usage(given.command));
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    if (!(error instanceof UsageError)) return 1;
    console.error(`\n${SELF} --help says what there is.`);
    return 2;
  }
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
