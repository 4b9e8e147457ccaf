/** Records side by side: their runs under short names, which of them can be compared by images, and which differ in the seed alone. Pure. */
import type { RunSnapshot } from '../../../core/evaluation/snapshot';
import type { ExperimentRecord, RunRecord, SnapshotRecord } from '../../../core/record';
import { openSnapshot } from '../../../core/record/join';
import type { KeptRecord, KeptRun } from '../../../core/record/kept';
import { runStyle, type GeometryName, type RunStyle } from '../../../plots/runStyle';
import { rankingsOf, type Ranking } from '../../../state/views/selection';
import { settingOf, settingsOf, sayValue, type Setting } from '../list/settings';

export interface ComparedRun {
  /** `A`, or `A2` where its record has several runs. */
  code: string;
  /** Title of the record; the name of the run before it where it has several. */
  name: string;
  kept: KeptRecord;
  run: KeptRun;
  style: RunStyle;
}

/** A … Z, then A1 would be mistaken for a run: there are never more. */
const letter = (place: number) => String.fromCharCode(65 + place);

/** All runs of the records, in their order. */
export function comparedRuns(records: readonly KeptRecord[]): ComparedRun[] {
  const seen: Record<GeometryName, number> = { spherical: 0, hyperbolic: 0, fused: 0 };
  return records.flatMap((kept, i) =>
    kept.runs.map((run, j): ComparedRun => {
      const several = kept.runs.length > 1;
      return {
        code: `${letter(i)}${several ? j + 1 : ''}`,
        name: several ? `${run.name} · ${kept.title}` : kept.title,
        kept,
        run,
        style: runStyle(run.geometry, seen[run.geometry]++),
      };
    }),
  );
}

export const recordOf = (record: ExperimentRecord | undefined, { run }: ComparedRun): RunRecord | undefined =>
  record?.runs.find(({ id }) => id === run.id);

const snapshots = new WeakMap<SnapshotRecord, RunSnapshot>();

/** The last snapshot that a record has of a run; the same object each time. */
function lastSnapshot(run: RunRecord): RunSnapshot | undefined {
  const last = run.snapshots.at(-1);
  if (!last) return undefined;
  const cached = snapshots.get(last) ?? openSnapshot(run, last);
  snapshots.set(last, cached);
  return cached;
}

export interface ByImages {
  run: ComparedRun;
  ranking: Ranking;
}

export interface ImageComparison {
  /** Runs over the same evaluated images. */
  runs: ByImages[];
  /** The images: rows of the image set and their classes, in the order of the snapshots. */
  images?: { id: string; contentHash: string | undefined; rows: Int32Array; labels: Int32Array; anchor: number };
  /** Records that cannot take part, and why. */
  others: { code: string; title: string; why: string }[];
}

/** Which runs looked at the same images: those of the first record that has any. */
export function byImages(compared: readonly ComparedRun[], records: ReadonlyMap<string, ExperimentRecord>): ImageComparison {
  const comparison: ImageComparison = { runs: [], others: [] };
  const refused = new Set<string>();
  for (const run of compared) {
    const { id, title, imageSet } = run.kept;
    const record = records.get(id);
    const own = recordOf(record, run);
    const snapshot = own && lastSnapshot(own);
    const refuse = (why: string) => {
      if (!refused.has(id)) comparison.others.push({ code: run.code, title, why });
      refused.add(id);
    };
    if (!record) continue;
    const evaluated = record.evaluated.find(({ part }) => part === snapshot?.part);
    if (!snapshot || !evaluated) {
      refuse('no snapshot of it is kept');
      continue;
    }
    const { images } = comparison;
    if (!images) {
      const { rows, labels } = evaluated;
      comparison.images = { id: imageSet.id, contentHash: imageSet.contentHash, rows, labels, anchor: record.anchor ?? 0 };
    } else if (images.id !== imageSet.id) {
      refuse(`its image set is another one, ${imageSet.name}`);
      continue;
    } else if (images.contentHash !== undefined && imageSet.contentHash !== undefined && images.contentHash !== imageSet.contentHash) {
      refuse('its image set had other images under the same name');
      continue;
    } else if (images.rows.length !== evaluated.rows.length || images.rows.some((row, i) => row !== evaluated.rows[i])) {
      refuse(`it was evaluated on other images: ${evaluated.rows.length} of the ${evaluated.part} part`);
      continue;
    }
    comparison.runs.push({ run, ranking: rankingsOf([{ snapshot, name: run.code }])[0]! });
  }
  return comparison;
}

/** Settings that decide neither what is learnt nor how it is placed. */
const BESIDE = /^(evaluation\.|kernels$|seed$)/;

const conditions = new WeakMap<KeptRun, string>();

/** Everything that a run hangs on but its seed and how long it was trained. */
function conditionOf({ kept, run }: ComparedRun): string {
  const cached = conditions.get(run);
  if (cached !== undefined) return cached;
  const settings = settingsOf([kept.configuration]).filter(({ path }) => !BESIDE.test(path));
  const condition = JSON.stringify([
    kept.imageSet.contentHash ?? kept.imageSet.id,
    run.geometry,
    ...settings.map(({ path }) => [path, settingOf(kept, run, path) ?? null]),
  ]);
  conditions.set(run, condition);
  return condition;
}

/** The same setting with another seed, whatever the steps that the two were evaluated at. */
export const differInSeed = (a: ComparedRun, b: ComparedRun): boolean => a.run.seed !== b.run.seed && conditionOf(a) === conditionOf(b);

/** The control that every overlap is judged by: the same setting with another seed, trained as long. */
export const differInSeedAlone = (a: ComparedRun, b: ComparedRun): boolean =>
  a.run.evaluated?.step === b.run.evaluated?.step && differInSeed(a, b);

export interface ConfigurationRow {
  setting: Setting;
  /** A word for each run, `–` where the setting means nothing to it. */
  values: string[];
  /** The runs to which it means something do not all have the same. */
  differs: boolean;
}

/** Configurations side by side: a row a setting, those that differ first. */
export function configurationRows(compared: readonly ComparedRun[]): ConfigurationRow[] {
  const rows = settingsOf(compared.map(({ kept }) => kept.configuration)).map((setting): ConfigurationRow => {
    const own = compared.map(({ kept, run }) => settingOf(kept, run, setting.path));
    const there = own.filter((value) => value !== undefined);
    return { setting, values: own.map(sayValue), differs: there.some((value) => value !== there[0]) };
  });
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)];
}

/** Of a row, the value that most runs have: the others are marked. Of several the first. */
export function usualValue(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '–') counts.set(value, (counts.get(value) ?? 0) + 1);
  let usual: string | undefined;
  for (const [value, count] of counts) if (usual === undefined || count > counts.get(usual)!) usual = value;
  return usual;
}
