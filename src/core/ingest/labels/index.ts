/** Which of the sources of labels is taken. */
import type { LabelSource } from '../plan.types';
import { labelByFolders } from './folders';
import type { Labelling } from './labelling';
import { guessFromNames, labelByNames, labelByPattern } from './names';

/**
 * `auto` and `arrays`: the first source that fits, arrays with labels keeping theirs. `pattern`: a regular expression over the path, the label
 * being its first group.
 */
export type LabelChoice = 'auto' | LabelSource | { pattern: string };

/**
 * Labels from the paths alone. What was asked for and yields nothing gives images without labels, and says so.
 * @throws ImageSetError for a pattern that is none
 */
export function chooseLabels(paths: readonly string[], choice: LabelChoice): { labelling: Labelling; source: LabelSource } {
  if (typeof choice === 'object') return { labelling: labelByPattern(paths, choice.pattern), source: 'names' };
  const any = choice === 'auto' || choice === 'arrays';
  const folders = any || choice === 'folders' ? labelByFolders(paths) : null;
  if (folders) return { labelling: folders, source: 'folders' };
  const names = any ? guessFromNames(paths) : choice === 'names' ? labelByNames(paths) : null;
  if (names?.classPaths.some((path) => path !== null)) return { labelling: names, source: 'names' };
  return { labelling: { classPaths: paths.map(() => null), notes: missing(choice) }, source: 'none' };
}

/** Which sources would give labels, from the paths alone. */
export function sourcesIn(paths: readonly string[]): ('folders' | 'names')[] {
  return [...(labelByFolders(paths) ? (['folders'] as const) : []), ...(guessFromNames(paths) ? (['names'] as const) : [])];
}

function missing(choice: LabelChoice): string[] {
  if (choice === 'folders') return ['All images lie in one folder, so folders give no labels.'];
  if (choice === 'names') return ['File names give no labels: none has a word before a number. A pattern can say where the label is.'];
  if (choice === 'benchmark') return ['This is the layout of no benchmark that is known here.'];
  return choice === 'table' ? ['There is no table with labels beside the images.'] : [];
}
