/** The tables among the files that came with the images, each read with the images that it can be about. */
import type { FolderReading } from '../labels/folders';
import type { LabelOptions } from '../labels/question';
import { createPathIndex, type PathIndex } from '../labels/pathIndex';
import { ENCODING_NAMES, type Encoding } from '../encoding';
import { readTextAs } from '../labels/text';
import { extensionOf, fileName, folderOf, showName, stemOf } from '../names';
import type { SourceFile } from '../source';
import { splitInName } from '../splits/splits';
import { parseJsonLines, parseJsonTable } from './json';
import { readTable, type TableAnswer } from './reading';
import { parseSeparated, type Table } from './separated';

export interface GatheredTable {
  file: SourceFile;
  answer: TableAnswer;
  /** Where it had to be guessed or was told. */
  encoding?: Encoding;
}

export interface Gathered {
  tables: GatheredTable[];
  /** Passed over for what their names say: nothing is amiss with them. */
  passedOver: { file: SourceFile; reason: string }[];
}

export interface GatherOptions {
  options?: LabelOptions;
  /** Only what calls itself a table. */
  explicitOnly?: boolean;
  /** Of tables that are not Unicode. */
  encoding?: Encoding;
  /** Told of files that cannot be read. */
  failed(path: string, error: unknown): void;
}

const TABLES = new Set(['csv', 'tsv', 'json', 'jsonl', 'ndjson']);
const LISTS = new Set(['txt', 'lst', 'list', '']);
/** What competitions want to have sent in: the labels in it are made up. */
const SUBMISSION = /(^|[_\s-])(sample[_\s-]?)?submissions?([_\s-]|\.|$)|^sample[_\s-]sub/iu;
/** Beyond this many lists they are something else, such as one for every image. */
const MOST_LISTS = 1000;

export async function gatherTables(
  paths: readonly string[],
  folders: FolderReading,
  files: readonly SourceFile[],
  { options = {}, explicitOnly = false, encoding: told, failed }: GatherOptions,
): Promise<Gathered> {
  const found: Gathered = { tables: [], passedOver: [] };
  const scopes = createScopes(paths, folders);
  const classes = classNamesOf(folders.classPaths);
  const hasClasses = folders.classPaths.filter((path) => path !== null).length > paths.length / 2;
  for (const file of tablesAmong(files, paths, explicitOnly)) {
    if (SUBMISSION.test(fileName(file.path))) {
      found.passedOver.push({ file, reason: 'it is called a submission, whose labels are made up; rename it if they are not' });
      continue;
    }
    try {
      const { text, encoding } = await readTextAs(file, told);
      const guessed = encoding === undefined ? {} : { encoding };
      const table = parseTable(text, file.path);
      if ('reason' in table) {
        found.tables.push({ file, answer: table, ...guessed });
        continue;
      }
      const near = folderOf(file.path);
      const index = scopes(file.path, table);
      const answer = readTable(table, {
        path: file.path,
        count: paths.length,
        match: (listed) => index.match(listed, near),
        isClass: (name) => classes.has(name),
        hasClasses,
        options,
      });
      if (encoding !== undefined && 'reading' in answer)
        answer.reading.notes.push(
          `${showName(fileName(file.path))} does not say its encoding and was read as ${ENCODING_NAMES[encoding]}.`,
        );
      found.tables.push({ file, answer, ...guessed });
    } catch (error) {
      failed(file.path, error);
    }
  }
  return found;
}

function parseTable(text: string, path: string): Table | { reason: string } {
  const extension = extensionOf(path);
  const body = text.replace(/^\uFEFF/u, '');
  if (extension === 'jsonl' || extension === 'ndjson') return parseJsonLines(body);
  return extension === 'json' || /^[[{]/u.test(body.slice(0, 4096).trimStart()) ? parseJsonTable(body) : parseSeparated(body);
}

function tablesAmong(files: readonly SourceFile[], paths: readonly string[], explicitOnly: boolean): SourceFile[] {
  const stems = new Set(paths.map(stemOf));
  const lists = files.filter(
    ({ path }) => LISTS.has(extensionOf(path)) && !explicitOnly && !/^(readme|licen[cs]e|notes?|changelog)/iu.test(fileName(path)),
  );
  const others = lists.filter(({ path }) => !stems.has(stemOf(path)));
  return [
    ...perImageAside(
      files.filter(({ path }) => TABLES.has(extensionOf(path))),
      stems,
    ),
    ...(others.length <= MOST_LISTS ? others : []),
  ];
}

/** A `.json` beside every image is no table. */
function perImageAside(files: readonly SourceFile[], stems: ReadonlySet<string>): SourceFile[] {
  const own = files.filter(({ path }) => stems.has(stemOf(path)));
  return own.length > 3 ? files.filter((file) => !own.includes(file)) : [...files];
}

function classNamesOf(classPaths: readonly (string | null)[]): Set<string> {
  const names = new Set<string>();
  for (const path of new Set(classPaths)) if (path !== null) names.add(path).add(fileName(path));
  return names;
}

/** The images that a list at a path can be about, by its first rows. */
export type Scopes = (path: string, list: Pick<Table, 'rows'>) => PathIndex;

/**
 * The images that a table can be about: those of the part of the split that it lies in or is named after; else those below the nearest folder
 * around it that has any. A table never speaks of another folder's images while its own has some.
 */
export function createScopes(paths: readonly string[], { regions }: FolderReading): Scopes {
  const known = new Map<string, { index: PathIndex; count: number }>();
  const within = (folder: string, splitOnly?: string) => {
    const key = `${splitOnly ?? ''}:${folder}`;
    let own = known.get(key);
    if (!own) {
      const candidates =
        splitOnly === undefined ? [...paths.keys()] : regions.flatMap(({ split, images }) => (split === splitOnly ? images : []));
      const among = folder === '' ? candidates : candidates.filter((image) => paths[image]!.startsWith(`${folder}/`));
      known.set(key, (own = { index: createPathIndex(paths, { loose: true, among }), count: among.length }));
    }
    return own;
  };
  return (path, table) => {
    const folder = folderOf(path);
    const home = regions.find(
      (region) => region.split !== undefined && (folder === region.folder || folder.startsWith(`${region.folder}/`)),
    );
    const named = home ? undefined : splitInName(stemOf(path));
    if (named !== undefined && regions.some(({ split }) => split === named)) {
      const own = within('', named);
      if (namesSome(table, own.index, folder)) return own.index;
    }
    for (let around = folder; ; around = folderOf(around)) {
      const own = within(around);
      const last = around === '' || around === home?.folder;
      if (last || (own.count > 0 && (namesSome(table, own.index, folder) || !hasFolders(table)))) return own.index;
    }
  };
}

const ROWS_TRIED = 50;

function namesSome({ rows }: Pick<Table, 'rows'>, index: PathIndex, near: string): boolean {
  return rows.slice(0, ROWS_TRIED).some((row) => row.some((cell) => index.match(cell, near) !== null));
}

/** Whether its cells have folders, which may lead elsewhere. */
function hasFolders({ rows }: Pick<Table, 'rows'>): boolean {
  return rows.slice(0, ROWS_TRIED).some((row) => row.some((cell) => /[/\\]/u.test(cell)));
}
