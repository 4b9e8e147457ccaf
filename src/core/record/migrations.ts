/** From the forms of older records to the present one, a version at a time. */
import { RecordError, RecordVersionError } from './errors';
import { pytorch } from './migrations/pytorch';
import { runIds } from './migrations/runIds';
import { subsets } from './migrations/subsets';
import { validation } from './migrations/validation';
import type { Migration, RecordTree } from './migrations/tree';
import { RECORD_VERSION } from './schema';

export type { Migration, RecordTree };

/** Migration i leads from version i + 1 to i + 2. A step that has been published is never changed again. */
export const MIGRATIONS: readonly Migration[] = [runIds, validation, subsets, pytorch];

/**
 * The version that a tree says it has.
 * @throws RecordVersionError for a newer one, RecordError where it says none
 */
export function versionOf(tree: unknown, file: string, newest = RECORD_VERSION): number {
  const version = typeof tree === 'object' && tree !== null ? (tree as RecordTree).version : undefined;
  if (!Number.isInteger(version) || (version as number) < 1)
    throw new RecordError('not a record', file, 'its record.json does not say which version it has: this is no record of an experiment.');
  if ((version as number) > newest) throw new RecordVersionError(file, version as number, newest);
  return version as number;
}

/**
 * The tree in the form of the newest version.
 * @param chain steps to it from version 1
 * @throws RecordError, RecordVersionError as `versionOf`
 */
export function migrated(tree: unknown, file: string, chain: readonly Migration[] = MIGRATIONS): RecordTree {
  const version = versionOf(tree, file, chain.length + 1);
  return chain.slice(version - 1).reduce((before, step) => step(before), tree as RecordTree);
}
