/** The same folder, dropped twice: its pictures are taken once. */
import { showName } from '../names';
import type { SourceFile } from '../source';

/** Files whose content is compared; of the others name and size must be the same. */
const COMPARED = 24;
/** How a second folder of one name is called: see `separateRoots`. */
const SECOND = /^(.+) \(\d{1,4}\)$/u;

/** @returns the files without those of repeated folders, and a note for each of these */
export async function withoutRepeats(files: readonly SourceFile[]): Promise<{ files: readonly SourceFile[]; notes: string[] }> {
  const roots = new Map<string, SourceFile[]>();
  for (const file of files) {
    const slash = file.path.indexOf('/');
    if (slash < 0) continue;
    const root = file.path.slice(0, slash);
    const own = roots.get(root);
    if (own) own.push(file);
    else roots.set(root, [file]);
  }
  const gone = new Set<string>();
  const notes: string[] = [];
  for (const [root, own] of roots) {
    const first = SECOND.exec(root)?.[1];
    const other = first === undefined ? undefined : roots.get(first);
    if (!other || !(await areSame(own, other, root, first!))) continue;
    gone.add(root);
    notes.push(`“${showName(first!)}” came twice with the same files: it is taken once.`);
  }
  if (gone.size === 0) return { files, notes };
  return { files: files.filter(({ path }) => !gone.has(path.split('/', 1)[0]!)), notes };
}

async function areSame(a: readonly SourceFile[], b: readonly SourceFile[], rootOfA: string, rootOfB: string): Promise<boolean> {
  if (a.length !== b.length) return false;
  const others = new Map(b.map((file) => [file.path.slice(rootOfB.length), file]));
  const pairs = a.map((file) => [file, others.get(file.path.slice(rootOfA.length))] as const);
  if (!pairs.every(([own, other]) => other !== undefined && own.size === other.size)) return false;
  const step = Math.ceil(pairs.length / COMPARED);
  for (const [own, other] of pairs.filter((_, i) => i % step === 0)) {
    const [left, right] = await Promise.all([own.bytes(), other!.bytes()]);
    if (left.some((byte, at) => byte !== right[at])) return false;
  }
  return true;
}
