/** From version 4 to 5: a record may be of a run in PyTorch. None was. */
import type { RecordTree } from './tree';

export const pytorch = (tree: RecordTree): RecordTree => ({ ...tree, version: 5 });
