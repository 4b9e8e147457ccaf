/** The cells of a sweep as a table: its columns, and the order of its rows. Pure. */
import type { CellState, CellStatus, GridValue } from '../../../core/sweep/sweep.types';
import type { MetricKey } from '../../../core/record/measures';
import { isOfTests, MEASURES, type Measure } from '../../../core/record/measures';
import { AXES, GEOMETRY, symbolOf } from '../../../core/sweep/axes';
import { fixed, integer } from '../../../plots/format';

export interface Column {
  key: string;
  label: string;
  title?: string;
  /** What rows are ordered by; undefined comes last. */
  value(status: CellStatus): GridValue | undefined;
  say(status: CellStatus): string;
}

/** `120 s`, `14 min`, `2.3 h`. */
export function sayDuration(seconds: number): string {
  if (seconds < 120) return `${fixed(seconds, seconds < 10 ? 1 : 0)}\u202fs`;
  return seconds < 7200 ? `${integer(seconds / 60)}\u202fmin` : `${fixed(seconds / 3600, 1)}\u202fh`;
}

/** A value of a metric in the unit that its column or axis names. */
export function sayMetric(metric: MetricKey, value: number): string {
  const { unit } = MEASURES[metric] as Measure;
  return unit === 'share' ? fixed(100 * value, 1) : fixed(value, Math.abs(value) < 10 ? 3 : 1);
}

/** `Recall@1, %`. */
export const metricLabel = (metric: MetricKey): string =>
  (MEASURES[metric] as Measure).unit === 'share' ? `${MEASURES[metric].label}, %` : MEASURES[metric].label;

/** Those that come first when sorted by state. */
const STATES: readonly CellState[] = ['running', 'failed', 'waiting', 'done', 'lost', 'cancelled'];

export const sayState = ({ state, reused }: CellStatus): string => {
  if (state === 'lost') return 'stopped early';
  return reused ? 'known already' : state;
};

const whole = (number: number | undefined, say: (number: number) => string): string => (number === undefined ? '–' : say(number));

/** Columns for these cells: swept settings, measured, and what it took. */
export function columnsFor(statuses: readonly CellStatus[], metric: MetricKey): Column[] {
  const swept = AXES.filter(({ path }) => path !== GEOMETRY && statuses.some(({ cell }) => path in cell.at));
  const tested = statuses.some((status) => status.tested);
  // Of the test classes a look knows retrieval alone.
  const ofTest: MetricKey = isOfTests(metric) ? metric : 'recall@1';
  return [
    { key: 'state', label: 'State', value: (status) => STATES.indexOf(status.state), say: sayState },
    { key: GEOMETRY, label: 'Geometry', value: ({ cell }) => cell.geometry, say: ({ cell }) => cell.geometry },
    ...swept.map(({ path, label }): Column => ({
      key: path,
      label: symbolOf(path),
      title: label,
      value: ({ cell }) => cell.at[path],
      say: ({ cell }) => (cell.at[path] === undefined ? '–' : String(cell.at[path])),
    })),
    {
      key: 'metric',
      label: metricLabel(metric),
      title: 'Of its last evaluation',
      value: ({ metrics }) => metrics?.[metric],
      say: ({ metrics }) => whole(metrics?.[metric], (value) => sayMetric(metric, value)),
    },
    ...(tested
      ? [
          {
            key: 'tested',
            label: `Test ${metricLabel(ofTest)}`,
            title: 'Of its one look at the test classes',
            value: ({ tested: test }: CellStatus) => test?.[ofTest],
            say: ({ tested: test }: CellStatus) => whole(test?.[ofTest], (value) => sayMetric(ofTest, value)),
          },
        ]
      : []),
    {
      key: 'step',
      label: 'Steps',
      value: ({ step }) => step,
      say: ({ step, steps }) =>
        step === 0 ? '–' : steps !== undefined && step < steps ? `${integer(step)} of ${integer(steps)}` : integer(step),
    },
    { key: 'seconds', label: 'Time', value: ({ seconds }) => seconds, say: ({ seconds }) => whole(seconds, sayDuration) },
  ];
}

export interface Order {
  key: string;
  descending: boolean;
}

/** Rows in order of a column, those without a value last; equal ones stay as they were. Without an order: as they are trained. */
export function sorted(statuses: readonly CellStatus[], columns: readonly Column[], order: Order | undefined): readonly CellStatus[] {
  const column = order && columns.find(({ key }) => key === order.key);
  if (!column) return statuses;
  const sign = order.descending ? -1 : 1;
  return [...statuses].sort((one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    if (a === b) return 0;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return a < b ? -sign : sign;
  });
}
