/** Labels from file names: `cat_001.jpg`, `cat (3).jpg`, or what a regular expression of the user's finds. */
import { ImageSetError } from '../../errors';
import { stemOf } from '../names';
import { splitOf } from '../splits/splits';
import { classPathOf, counted, type Labelling } from './labelling';

/** What cameras, phones and scanners call everything. */
const CAMERA =
  /^(img|image|dsc[nf]?|dscf|pxl|photo|picture|pic|screenshot|screen shot|scan|mvimg|vid|frame|cimg|sam|wp|_mg|untitled|whatsapp image|file|p)(?![a-z])/iu;

/** What stands before the number at the end of a file name: `red fox (3).jpg` → `red fox`; null where there is none. */
export function labelByNames(paths: readonly string[]): Labelling {
  const classPaths = paths.map((path) => {
    const label = beforeNumber(stemOf(path));
    return /\p{L}/u.test(label) ? classPathOf(label) : null;
  });
  return { classPaths, notes: ['Labels were read from file names: what stands before the number.'] };
}

/** What stands before a number at the end, `cat 7` or `cat (7)`; empty where there is none. From the end, each character once. */
function beforeNumber(stem: string): string {
  let at = stem.length;
  const back = (fits: RegExp) => {
    const from = at;
    while (at > 0 && fits.test(stem[at - 1]!)) at--;
    return from - at;
  };
  const closed = stem.endsWith(')');
  if (closed) at--;
  if (closed) back(/\s/u);
  if (back(/\d/u) === 0) return '';
  if (closed) {
    back(/\s/u);
    if (stem[--at] !== '(') return '';
  }
  back(/[\s._-]/u);
  return stem.slice(0, at);
}

/**
 * The same as a guess, if it makes classes: at least two, most images in one with others, and nothing that a camera wrote. It is careful:
 * null rather than nonsense.
 */
export function guessFromNames(paths: readonly string[]): Labelling | null {
  const labelling = labelByNames(paths);
  const counts = new Map<string, number>();
  for (const label of labelling.classPaths) {
    if (label === null || CAMERA.test(label)) return null;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const together = [...counts.values()].reduce((sum, count) => sum + (count >= 2 ? count : 0), 0);
  return counts.size < 2 || together < 0.8 * paths.length ? null : labelling;
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
