/** What each cell of a sweep has cost, by what crossed between the page and its training workers. Pure. */

/** A message to or from a training worker. */
export interface Crossing {
  /** Milliseconds. */
  at: number;
  to: 'worker' | 'page';
  type: string;
  /** Of a request, and of its answer. */
  id?: number;
  /** Steps that metrics are of. */
  steps?: number;
}

/** Seconds. `own` is what is neither: opening, loading, creating, the two lines to judge by, keeping. */
export interface CellCost {
  whole: number;
  training: number;
  evaluating: number;
  own: number;
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

/**
 * Costs of cells that were trained one after the other.
 * @param crossings of all workers, in the order in which they came
 * @param began when the sweep was asked for, @param ended when it had ended, milliseconds
 * @param of steps and evaluations of each cell
 * @throws where a cell was not trained as it should have been: nothing is to be guessed
 */
export function costsOf(
  crossings: readonly Crossing[],
  { began, ended, steps, evaluations }: { began: number; ended: number; steps: number; evaluations: number },
): CellCost[] {
  const created = crossings.flatMap(({ to, type }, i) => (to === 'worker' && type === 'create' ? [i] : []));
  return created.map((first, cell) => {
    const next = created[cell + 1];
    const own = crossings.slice(first, next);
    const until = next === undefined ? ended : crossings[next]!.at;
    const took: number[] = [];
    let before: number | undefined;
    let taken = 0;
    for (const { at, to, type, steps: count = 0 } of own) {
      if (to === 'worker') continue;
      if (type !== 'metrics') {
        // What came between is no training.
        if (type === 'snapshots' || type === 'checkpoint') before = undefined;
        continue;
      }
      if (before !== undefined) took.push(...Array<number>(count).fill((at - before) / count));
      [before, taken] = [at, taken + count];
    }
    if (taken !== steps || took.length === 0)
      throw new Error(`Cell ${cell + 1} was to take ${steps} steps and reported ${taken}: is the sweep known already?`);
    const training = (steps * median(took)) / 1000;
    const asked = own.find(({ to, type }) => to === 'worker' && type === 'evaluate');
    const answered = own.find(({ to, type, id }) => to === 'page' && type === 'done' && id === asked?.id);
    if (!asked || !answered) throw new Error(`Cell ${cell + 1} was not evaluated at its end.`);
    const evaluating = (evaluations * (answered.at - asked.at)) / 1000;
    const whole = (until - (cell === 0 ? began : crossings[first]!.at)) / 1000;
    return { whole, training, evaluating, own: whole - training - evaluating };
  });
}

/** Of all but the first cell, which opens what the others find open: the own cost beside the training. */
export function ownShare(costs: readonly CellCost[]): number {
  const others = costs.slice(1);
  const sum = (of: (cost: CellCost) => number) => others.reduce((total, cost) => total + of(cost), 0);
  return sum(({ own }) => own) / sum(({ training }) => training);
}
