/** Columns of the table of runs: which there are, in which order, what they sort by. Pure. */
import { MEASURES, type MetricKey } from '../../../core/record/measures';
import type { KeptRecord, KeptRun } from '../../../core/record/kept';
import { differences, settingsOf, valuesOf, type Setting } from './settings';

export type ColumnKind =
  | 'title'
  | 'runs'
  | 'setting'
  | 'step'
  | 'metric'
  | 'sparkline'
  | 'seconds'
  | 'backend'
  | 'adapter'
  | 'version'
  | 'date'
  | 'imageSet'
  | 'tags'
  | 'note'
  | 'bytes';

export interface Column {
  /** Unique among the columns. */
  id: string;
  kind: ColumnKind;
  label: string;
  /** In words, where the label is a symbol or short. */
  title?: string;
  /** Pixels. */
  width: number;
  align: 'start' | 'end';
  setting?: Setting;
  /** All listed records have the same here: hidden where differences alone are wanted. */
  same?: boolean;
}

/** Runs of a record whose figures stand in its row. */
export const MOST_FIGURES = 4;

type SortValue = number | string | undefined;

const text = (kind: ColumnKind, label: string, width: number): Column => ({ id: kind, kind, label, width, align: 'start' });
const number = (kind: ColumnKind, label: string, width: number): Column => ({ id: kind, kind, label, width, align: 'end' });

const settingColumn = (setting: Setting, same: boolean): Column => ({
  id: setting.path,
  kind: 'setting',
  label: setting.symbol,
  title: setting.label,
  width:
    setting.path.startsWith('head.hyperbolicInput') || setting.path === 'model.pooling' ? 92 : Math.max(60, 18 + 7 * setting.symbol.length),
  align: 'end',
  setting,
  same,
});

/** Of these, one value for all records says nothing. */
const CONTEXT: readonly [Column, (record: KeptRecord) => string][] = [
  [text('backend', 'Backend', 72), ({ backend }) => backend.backend],
  [text('adapter', 'Adapter', 140), ({ backend }) => backend.adapter],
  [text('version', 'Version', 64), ({ versions }) => versions.app],
  [text('imageSet', 'Image set', 140), ({ imageSet }) => imageSet.id],
];
const contextOf = Object.fromEntries(CONTEXT.map(([{ kind }, of]) => [kind, of])) as Partial<
  Record<ColumnKind, (record: KeptRecord) => string>
>;

const isSame = (records: readonly KeptRecord[], of: (record: KeptRecord) => string) =>
  records.length > 1 && records.every((record) => of(record) === of(records[0]!));

/** `Recall@1, %`. */
export const metricLabel = (metric: MetricKey): string => `${MEASURES[metric].label}${MEASURES[metric].unit === 'share' ? ', %' : ''}`;

/** How long it trains and how often it is looked at: “Step” says how far it came, and nobody compares runs by the rest. */
const decidesNothing = (path: string) => path === 'steps' || path === 'kernels' || /^evaluation\.(every|seconds)$/.test(path);

/**
 * The columns for these records: title and what tells them apart first, then what came of them, then the rest.
 * @param onlyDifferences without those in which all are the same
 */
export function columnsOf(records: readonly KeptRecord[], metric: MetricKey, onlyDifferences: boolean): Column[] {
  const known = [...new Set(records.map(({ configuration }) => configuration))];
  const { differing, same } = differences(records, settingsOf(known.length > 50 ? spread(known) : known));
  const beside = differing.filter(({ path }) => decidesNothing(path));
  const studied = differing.filter(({ path }) => !decidesNothing(path));
  const context = CONTEXT.map(([column, of]): Column => ({ ...column, same: isSame(records, of) }));
  const figures = Math.min(MOST_FIGURES, Math.max(2, ...records.map(({ runs }) => runs.length)));
  const columns = [
    text('title', 'Title', 236),
    text('runs', 'Geometry', 108),
    ...studied.map((setting) => settingColumn(setting, false)),
    number('step', 'Step', 52),
    {
      ...number('metric', metricLabel(metric), 58 + 35 * figures),
      title: `${metricLabel(metric)}, ± its standard error; “at 10” where training has gone on since step 10`,
    },
    { ...text('sparkline', 'over steps', 92), title: 'Recall@1 of every evaluation' },
    number('seconds', 'Time', 68),
    text('date', 'Date', 108),
    text('tags', 'Tags', 140),
    text('note', 'Note', 180),
    ...beside.map((setting) => settingColumn(setting, false)),
    ...context.filter(({ same }) => !same),
    number('bytes', 'Size', 72),
    ...context.filter(({ same }) => same),
    ...same.map((setting) => settingColumn(setting, true)),
  ];
  return onlyDifferences ? columns.filter((column) => !column.same) : columns;
}

/** Which settings there are is told by a few dozen records: the form of a configuration changes with versions alone. */
const spread = <T>(all: readonly T[]): T[] => Array.from({ length: 50 }, (_, i) => all[Math.floor((i * all.length) / 50)]!);

/** Of its last evaluation. */
export const measured = ({ evaluated }: KeptRun, metric: MetricKey): number | undefined => evaluated?.metrics[metric];

/** The best of the runs, by what is better for this measure; the largest where neither is. */
export function bestOf(record: KeptRecord, metric: MetricKey): number | undefined {
  const values = record.runs.flatMap((run) => measured(run, metric) ?? []);
  if (values.length === 0) return undefined;
  return MEASURES[metric].better === 'lower' ? Math.min(...values) : Math.max(...values);
}

/** What a record is sorted by in a column; undefined comes last. */
export function sortValue(record: KeptRecord, column: Column, metric: MetricKey): SortValue {
  switch (column.kind) {
    case 'title':
      return record.title.toLowerCase();
    case 'runs':
      return record.runs.map(({ geometry }) => geometry).join(' ');
    case 'setting':
      return valuesOf(record, column.setting!.path)[0];
    case 'step':
      return record.step;
    case 'metric':
      return bestOf(record, metric);
    case 'sparkline':
      return bestOf(record, 'recall@1');
    case 'seconds':
      return record.seconds;
    case 'date':
      return record.date;
    case 'tags':
      return record.tags.join(' ') || undefined;
    case 'note':
      return record.note.toLowerCase() || undefined;
    case 'bytes':
      return record.bytes;
    default:
      return contextOf[column.kind]?.(record);
  }
}
