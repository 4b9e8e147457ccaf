/** How the cells of a sweep stand, by what has been kept of them. Pure. */
import { isNewer, type KeptRecord, type ListedRecord } from '../../core/record/kept';
import type { Budget, Cell, CellStatus } from '../../core/sweep/sweep.types';
import type { KeptSweep } from '../../engine/records.protocol';

/** How much of its budget a cell has had, and the whole budget, in the unit of the budget. */
export const wholeOf = (budget: Budget): number => ('steps' in budget ? budget.steps : budget.seconds);
export const hadOf = ({ step, seconds = 0 }: Pick<CellStatus, 'step' | 'seconds'>, budget: Budget): number =>
  'steps' in budget ? step : seconds;

/**
 * The record of each cell, by the cell's id: that of this sweep, else one of another sweep; of several the one that is complete, or went
 * furthest. A cell is what decides its result, so a record of it is good wherever it was made.
 */
export function recordsByCell(records: readonly ListedRecord[], sweep: string): Map<string, KeptRecord> {
  const found = new Map<string, KeptRecord>();
  const rank = (record: KeptRecord) => [record.state === 'complete' ? 1 : 0, record.sweep?.id === sweep ? 1 : 0, record.step] as const;
  for (const record of records) {
    if (isNewer(record) || !record.sweep) continue;
    const before = found.get(record.sweep.cell);
    if (!before || isGreater(rank(record), rank(before))) found.set(record.sweep.cell, record);
  }
  return found;
}

function isGreater(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && a[at]! > b[at]!;
}

/** What its record says of a cell, with nothing of whether it is under way. */
export function statusOf(cell: Cell, record: KeptRecord | undefined, { definition, failed, cancelled, lost }: KeptSweep): CellStatus {
  const error = failed[cell.id];
  const state = (): CellStatus['state'] => {
    if (record?.state === 'complete') return 'done';
    if (error !== undefined) return 'failed';
    if (cancelled.includes(cell.id)) return 'cancelled';
    return cell.id in lost ? 'lost' : 'waiting';
  };
  const { budget } = definition;
  const status: CellStatus = { cell, state: state(), step: record?.step ?? 0 };
  if ('steps' in budget) status.steps = budget.steps;
  if (status.state === 'failed' && error !== undefined) status.error = error;
  return record ? withRecord(status, record, definition.id) : status;
}

/** A status with the numbers of its record. */
export function withRecord(status: CellStatus, record: KeptRecord, sweep: string): CellStatus {
  const [run] = record.runs;
  return {
    ...status,
    step: record.step,
    record: record.id,
    ...(record.seconds === undefined ? {} : { seconds: record.seconds }),
    ...(run?.evaluated ? { metrics: run.evaluated.metrics } : {}),
    ...(run?.tested ? { tested: { 'recall@1': run.tested.recallAt1, ...run.tested.metrics } } : {}),
    ...(status.state === 'done' && record.sweep?.id !== sweep ? { reused: true } : {}),
  };
}

/** Cells in the order that was chosen; those it does not name come after, as they were. */
export function ordered(cells: readonly Cell[], order: readonly string[] = []): Cell[] {
  const place = new Map(order.map((id, at) => [id, at]));
  const at = ({ id }: Cell) => place.get(id) ?? order.length;
  return [...cells].sort((a, b) => at(a) - at(b));
}
