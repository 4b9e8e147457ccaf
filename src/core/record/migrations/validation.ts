/** From version 2 to 3: no image was held back for validation yet, and nothing was tested apart from the evaluations. */
import type { RecordTree } from './tree';

export function validation(tree: RecordTree): RecordTree {
  const { evaluated } = tree;
  return {
    ...tree,
    version: 3,
    evaluated: Array.isArray(evaluated) ? evaluated.map((one: object) => ({ ...one, heldBack: 0 })) : evaluated,
    finalTests: [],
  };
}
