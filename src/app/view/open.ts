/** Opens the archive of an experiment for the page that only shows it. */
import { foldersIn } from '../../core/export/read';
import { companionsOf } from '../../core/export/companions';
import { messageOf } from '../../core/errors';
import { decodeRecord } from '../../core/record/decode';
import type { ExperimentRecord } from '../../core/record/schema';
import { SpriteThumbnails } from '../../engine/spriteThumbnails';
import type { ViewedImages } from '../../state/viewed';

/** A file that cannot be shown; the message names it and says what to do. */
export class ViewError extends Error {
  override name = 'ViewError';
}

export interface ArchiveFile {
  name: string;
  blob: Blob;
}

export interface OpenedExperiment {
  record: ExperimentRecord;
  images: ViewedImages;
  /** The experiments of the archive by their folders; one, '', where it holds one. */
  folders: string[];
  /** The one that is shown. */
  folder: string;
  /** What else of the archive could not be used. */
  notes: string[];
}

/**
 * The file that `?file=` names.
 * @param page address of the page: relative addresses begin there, and files of other sites are refused
 * @throws ViewError
 */
export async function fetchArchive(file: string, page: string): Promise<ArchiveFile> {
  const address = URL.canParse(file, page) ? new URL(file, page) : undefined;
  if (!address || !/^https?:$/.test(address.protocol))
    throw new ViewError(`“${file}” is no address of a file: put that of an exported .zip behind ?file=.`);
  const name = decodeURIComponent(address.pathname.split('/').at(-1) ?? '') || file;
  if (address.origin !== new URL(page).origin)
    throw new ViewError(
      `${name} lies on another site, ${address.host}, and this page opens files of its own site only. Download it, and drop it here.`,
    );
  const response = await fetch(address).catch((cause: unknown) => {
    throw new ViewError(`${name} cannot be fetched: ${messageOf(cause)}. Check the connection, and reload.`, { cause });
  });
  // A server that answers a missing file with a page of its own.
  const page404 = response.headers.get('content-type')?.startsWith('text/html');
  if (response.status === 404 || page404)
    throw new ViewError(`There is no file ${name} at ${address.href}: check the address behind ?file=.`);
  if (!response.ok)
    throw new ViewError(`${name} cannot be fetched: the server answers ${response.status} ${response.statusText}.`.replace(' .', '.'));
  try {
    return { name, blob: await response.blob() };
  } catch (cause) {
    throw new ViewError(`${name} was cut off on its way: ${messageOf(cause)}. Reload the page.`, { cause });
  }
}

/**
 * One experiment of an archive.
 * @param wanted its folder, where there are several; default: the first
 * @throws RecordError naming the file and what is wrong with it, ViewError
 */
export async function openArchive({ name, blob }: ArchiveFile, wanted?: string, signal?: AbortSignal): Promise<OpenedExperiment> {
  const { records: found } = await foldersIn(blob, name).catch(() => ({ records: [] as string[] }));
  const folders = found.length === 0 || found.includes('') ? [''] : found;
  const folder = wanted === undefined || wanted === '' ? folders[0]! : wanted;
  if (!folders.includes(folder)) throw new ViewError(`There is no experiment “${folder}” in ${name}; there are ${folders.join(', ')}.`);
  const where = { ...(folder === '' ? {} : { folder }), ...(signal ? { signal } : {}) };
  const record = await decodeRecord(blob, name, where);
  const rows = record.evaluated[0]?.rows ?? new Int32Array();
  const { classes, sprites, notes } = await companionsOf(blob, name, { ...where, count: rows.length });
  return { record, folders, folder, notes, images: { classes, thumbnails: sprites && (await thumbnails(sprites, rows, notes)) } };
}

async function thumbnails({ png, side }: { png: Uint8Array; side: number }, rows: Int32Array, notes: string[]) {
  try {
    const bitmap = await createImageBitmap(new Blob([png as Uint8Array<ArrayBuffer>], { type: 'image/png' }));
    return new SpriteThumbnails(bitmap, side, rows);
  } catch (error) {
    notes.push(`sprites.png, the small pictures of the images, cannot be drawn: ${messageOf(error)}.`);
    return undefined;
  }
}
