/** Labels from file names: `cat_001.jpg`, `cat (3).jpg`, or what a regular expression of the user's finds. */
import { ImageSetError } from '../../data/imageSetError';
import { stemOf } from '../names';
import { classPathOf, counted, splitOf, type Labelling } from './labelling';

/** What cameras, phones and scanners call everything. */
const CAMERA =
  /^(img|image|dsc[nf]?|dscf|pxl|photo|picture|pic|screenshot|screen shot|scan|mvimg|vid|frame|cimg|sam|wp|_mg|untitled|whatsapp image|file|p)(?![a-z])/iu;
const NUMBERED = /^(.*?)[\s._-]*(?:\(\s*\d+\s*\)|\d+)$/u;

/**
 * Names that end in numbers, if what comes before them makes classes: at least two, most images in one with others, and nothing that a
 * camera wrote. A guess, so it is careful: null rather than nonsense.
 */
export function guessFromNames(paths: readonly string[]): Labelling | null {
  const classPaths: (string | null)[] = [];
  const counts = new Map<string, number>();
  for (const path of paths) {
    const label = NUMBERED.exec(stemOf(path))?.[1]?.trim() ?? '';
    if (!/\p{L}/u.test(label) || CAMERA.test(label)) return null;
    const classPath = classPathOf(label);
    classPaths.push(classPath);
    if (classPath !== null) counts.set(classPath, (counts.get(classPath) ?? 0) + 1);
  }
  const together = [...counts.values()].reduce((sum, count) => sum + (count >= 2 ? count : 0), 0);
  if (counts.size < 2 || together < 0.8 * paths.length) return null;
  return { classPaths, notes: ['Labels were read from file names: what stands before the number.'] };
}

/**
 * Labels by a regular expression over the whole path. The label is the group called `label`, or else the first; a group called `split` gives the split.
 * @throws ImageSetError when the expression is none, or has no group
 */
export function labelByPattern(paths: readonly string[], pattern: string): Labelling {
  const expression = compile(pattern);
  let missed = 0;
  const splits: Labelling['splits'] = [];
  const classPaths = paths.map((path, index) => {
    const match = expression.exec(path);
    const label = classPathOf(match?.groups?.label ?? match?.[1] ?? '');
    if (label === null) missed++;
    splits[index] = splitOf(match?.groups?.split ?? '');
    return label;
  });
  const notes = [`Labels were read from paths by /${pattern}/.`];
  if (missed > 0) notes.push(`${counted(missed, 'image')} did not match the pattern and ${missed === 1 ? 'has' : 'have'} no label.`);
  return { classPaths, notes, ...(splits.some((split) => split !== undefined) ? { splits } : {}) };
}

function compile(pattern: string): RegExp {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'u');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /u, '') : String(error);
    throw new ImageSetError(`“${pattern}” is not a regular expression (${why}). Example: ([^/]+)_\\d+ takes “cat” from “cat_001.jpg”.`);
  }
  // An alternative that matches nothing tells how many groups there are.
  const groups = new RegExp(`${pattern}|`, 'u').exec('')!.length - 1;
  if (groups === 0)
    throw new ImageSetError(
      `“${pattern}” has no group in parentheses to take the label from. Example: ([^/]+)_\\d+ takes “cat” from “cat_001.jpg”.`,
    );
  return expression;
}
