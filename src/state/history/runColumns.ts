/** The metrics of an experiment's runs as they come in: appended to columns that are kept, so that handing them on copies nothing. */
import { MetricColumns, type MetricView } from '../../core/record/metricColumns';
import type { StepMetrics } from '../../core/training/experiment.types';

export class RunColumns {
  readonly #columns = new Map<string, MetricColumns>();

  /** @returns the view of each run that something was added to */
  append(measured: Readonly<Record<string, readonly StepMetrics[]>>): Record<string, MetricView> {
    return Object.fromEntries(
      Object.entries(measured).map(([run, steps]) => {
        const columns = this.#columns.get(run) ?? new MetricColumns();
        this.#columns.set(run, columns);
        for (const step of steps) columns.append(step);
        return [run, columns.view()];
      }),
    );
  }

  /** Goes on from these, which stay as they are, in place of what there was. */
  load(views: Readonly<Record<string, MetricView>>): void {
    this.#columns.clear();
    for (const [run, view] of Object.entries(views)) this.#columns.set(run, MetricColumns.from(view));
  }

  /** Of every run. */
  views(): Record<string, MetricView> {
    return Object.fromEntries([...this.#columns].map(([run, columns]) => [run, columns.view()]));
  }

  /** Forgets what came after a step. */
  truncate(step: number): void {
    for (const columns of this.#columns.values()) columns.truncate(step);
  }

  clear(): void {
    this.#columns.clear();
  }
}
