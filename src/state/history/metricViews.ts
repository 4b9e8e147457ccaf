/** Metrics of a run's steps as the views read them: columns in bounded room, that never change once they are given out. */
import { METRIC_NAMES, MetricColumns, type MetricRow, type MetricView } from '../../core/record/metricColumns';

export type { MetricView };

export const NO_METRICS: MetricView = new MetricColumns().view();

export function metricsOf(rows: Iterable<MetricRow>): MetricView {
  const columns = new MetricColumns();
  for (const row of rows) columns.append(row);
  return columns.view();
}

/** Without what came after a step; shares the room of what is given. */
export function metricsUpTo(view: MetricView, step: number): MetricView {
  if ((view.step[view.length - 1] ?? 0) <= step) return view;
  const columns = MetricColumns.from(view);
  columns.truncate(step);
  return columns.view();
}

/** One object a row, for scripts and files. */
export function metricRows(view: MetricView): MetricRow[] {
  return Array.from(view.step, (step, i) => {
    const row = { step } as MetricRow;
    for (const name of METRIC_NAMES) row[name] = view[name][i]!;
    return row;
  });
}
