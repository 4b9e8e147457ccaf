/** `table`: what records measured, by setting, as Markdown. No browser is needed for it. */
import { writeFile } from 'node:fs/promises';
import { isMetricKey, MEASURES, type Measure, type MetricKey } from '../../src/core/record/measures';
import { symbolOf } from '../../src/core/sweep';
import { overlapOfBest, runsOf, studyOf, type Study, type StudiedRun, type StudyOverlap } from '../../src/core/sweep/study';
import { mainAxis, standalone, studyFigure } from '../../src/plots/record';
import { UsageError } from './arguments';
import { recordsOf } from './files';
import { nearest } from './nearest';

export interface Tables {
  study: Study;
  /** Absent where fewer than two runs can be compared. */
  overlap?: StudyOverlap;
  runs: readonly StudiedRun[];
}

export function metricNamed(text: string): MetricKey {
  if (isMetricKey(text)) return text;
  const close = nearest(text, Object.keys(MEASURES));
  throw new UsageError(`--metric ${text}: ${close ? `did you mean “${close}”?` : `there are ${Object.keys(MEASURES).join(', ')}`}`);
}

/** @throws UsageError where the files hold nothing that compares */
export async function tablesOf(files: readonly string[], metric: MetricKey, k: number): Promise<Tables> {
  const records = await recordsOf(files);
  try {
    const runs = runsOf(records);
    if (runs.length === 0) throw new UsageError('None of these records has an evaluation of all images yet.');
    const overlap = overlapOfBest(runs, metric, k);
    return { runs, study: studyOf(runs, metric), ...(overlap.shares.flat().some(Boolean) ? { overlap } : {}) };
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

const spread = (mean: string, error: string | undefined) => (error === undefined ? mean : `${mean} ± ${error}`);

/** The main figure as a file. @throws UsageError where nothing was varied */
export async function drawn({ runs, study: { metric } }: Tables, path: string): Promise<void> {
  const x = mainAxis(runs);
  if (x === undefined) throw new UsageError('--figure: no setting varies in these records, so there is nothing to draw it against.');
  await writeFile(path, standalone(studyFigure(runs, metric, x)));
}

/** Both tables, shares in per cent, “±” the standard error of the mean; what is best of its geometry is bold. */
export function markdown({ study: { metric, paths, rows }, overlap }: Pick<Tables, 'study' | 'overlap'>): string {
  const { label, unit } = MEASURES[metric] as Measure;
  const say = (value: number) => (unit === 'share' ? (100 * value).toFixed(1) : value.toPrecision(4));
  const percent = (value: number) => (100 * value).toFixed(1);
  const measured = table(
    ['geometry', ...paths.map(symbolOf), 'steps', 'seeds', unit === 'share' ? `${label}, %` : label],
    rows.map(({ geometry, values, steps, seeds, mean, standardError, best }) => {
      const text = spread(say(mean), standardError === undefined ? undefined : say(standardError));
      return [geometry, ...values.map((value) => String(value ?? '–')), String(steps), String(seeds), best ? `**${text}**` : text];
    }),
  );
  if (!overlap) return measured;
  const { k, settings, shares } = overlap;
  const shared = table(
    [`of the ${k} hardest negatives, % shared with`, ...settings],
    settings.map((name, row) => [
      name,
      ...shares[row]!.map((share) =>
        share ? spread(percent(share.mean), share.standardError === undefined ? undefined : percent(share.standardError)) : '–',
      ),
    ]),
  );
  return `${measured}\n\n${shared}\n\nOn the diagonal: two seeds of one setting, the control.`;
}
