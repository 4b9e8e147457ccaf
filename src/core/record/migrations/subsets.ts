/** From version 3 to 4: an evaluation says of how many images it might have been. All that were evaluated were looked at, each time. */
import { each, type RecordTree } from './tree';

export function subsets(tree: RecordTree): RecordTree {
  const sizes = new Map<unknown, number>();
  each(tree.evaluated, (entry) => {
    if (ArrayBuffer.isView(entry.rows)) sizes.set(entry.part, (entry.rows as Int32Array).length);
    return entry;
  });
  return {
    ...tree,
    version: 4,
    runs: each(tree.runs, (run) => ({
      ...run,
      evaluations: each(run.evaluations, (evaluation) => ({ ...evaluation, of: sizes.get(evaluation.part) ?? evaluation.images })),
    })),
  };
}
