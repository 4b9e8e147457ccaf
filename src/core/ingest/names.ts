/**
 * Names of files as they come from file systems and archives: made uniform, judged, and shown safely.
 * A path is text whose parts are joined by `/`; nothing here ever touches a file system.
 */

/** A path that can be used, or why it cannot. */
export type CleanPath = { path: string } | { reason: string };

/**
 * Makes a path uniform: `/` between parts, Unicode NFC (so that `é` written in two ways is one name), no `.` and no empty parts.
 * Paths that point outside what they came in are refused, never repaired: a repaired one would stand beside honest files.
 */
export function cleanPath(raw: string): CleanPath {
  const uniform = raw.replaceAll('\\', '/').normalize('NFC');
  if (uniform.startsWith('/'))
    return { reason: 'its path is absolute (it begins with a slash); pack it again with paths inside one folder' };
  if (/^[a-z]:/iu.test(uniform)) return { reason: 'its path begins with a drive letter; pack it again with paths inside one folder' };
  const parts = uniform.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..'))
    return { reason: 'its path leads out of the archive (it has “..” in it); pack it again with paths inside one folder' };
  if (parts.length === 0) return { reason: 'it has no name' };
  return { path: parts.join('/') };
}

const JUNK_NAMES = new Set(['__macosx', 'thumbs.db', 'ehthumbs.db', 'desktop.ini', '$recycle.bin', 'system volume information', 'icon\r']);

/** Folders of programs; others that begin with a dot may be classes, such as `.NET`. */
const JUNK_FOLDER =
  /^\.(git|svn|hg|bzr|cvs|idea|vscode|vs|cache|config|local|npm|env|venv|tox|dvc|huggingface|github|gitlab|kaggle|jupyter|gradle|nuget|sync|stfolder|stversions|dropbox.*|trash.*|thumb.*|tmp.*|picasaoriginals|ipynb_checkpoints|[a-z]+_cache|spotlight-v100|fseventsd|temporaryitems|documentrevisions-v100|appledouble|@__thumb|comments)$/iu;

/** What operating systems and programs leave lying about: `__MACOSX`, `.DS_Store`, `Thumbs.db`, `.git`, every file whose name begins with a dot. */
export function isJunk(path: string): boolean {
  const parts = path.split('/');
  return parts.some(
    (part, at) =>
      part.startsWith('@eaDir') ||
      JUNK_NAMES.has(part.toLowerCase()) ||
      (part.startsWith('.') && (at === parts.length - 1 || JUNK_FOLDER.test(part))),
  );
}

/** Everything before the last `/`; empty where there is none. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last part. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Small letters, without the dot; empty where there is none: `JPG` → `jpg`. */
export function extensionOf(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** The last part without its extension. */
export function stemOf(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

const ARCHIVE_NAME = /\.(zip|tar|tgz|tar\.gz)$/iu;

/** Whether a name says that it is an archive. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE_NAME.test(name);
}

/** A folder's name for people: trimmed, and `cats.zip` read as a folder is `cats`. */
export function folderTitle(part: string): string {
  const trimmed = part.trim();
  const bare = trimmed.replace(ARCHIVE_NAME, '').trim();
  return bare === '' ? trimmed : bare;
}

/**
 * A name that can stand in a sentence: control characters as their pictures (␀, ␊, …), marks that turn the direction of writing
 * and other invisible ones as U+…, long names shortened in the middle. HTML is left as it is: whoever draws the text draws text.
 */
export function showName(name: string, longest = 120): string {
  const visible = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0)!;
    // The zero-width joiner and the tag letters hold emoji together.
    if (code === 0x200d || (code >= 0xe0020 && code <= 0xe007f)) return character;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '␡';
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
  const characters = [...visible];
  if (characters.length <= longest) return visible;
  const half = Math.floor((longest - 1) / 2);
  return `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
}

/** Orders names as people count: `cat 2` before `cat 10`; the same on every machine, whatever its language. */
export function compareNames(a: string, b: string): number {
  const order = collator.compare(a, b);
  return order !== 0 ? order : a < b ? -1 : a > b ? 1 : 0;
}
const collator = new Intl.Collator('en', { numeric: true });
