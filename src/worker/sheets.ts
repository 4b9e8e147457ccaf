/** Bundled image sets as they lie on the site: their index, a manifest each, and sheets of tiles. */
import { ImageSetError } from '../core/errors';
import { parseIndex, parseManifest, type Manifest, type SetIndex, type Sheet } from '../core/data/manifest';

/** A manifest, and where it lies: its sheets lie beside it. */
export interface LocatedManifest {
  manifest: Manifest;
  address: URL;
}

/** A sheet that has been decoded. Whoever gets it closes the bitmap. */
export interface DecodedSheet {
  sheet: Sheet;
  bitmap: ImageBitmap;
  /** Row of the image set that its first tile is. */
  first: number;
}

/** Reads index.json of a folder of image sets. @param base absolute address of the folder, ending in a slash */
export async function readIndex(base: string): Promise<SetIndex> {
  const address = new URL('index.json', base);
  return parseIndex(await fetchJson(address), address.pathname);
}

/** The manifest of the image set `id`. @throws ImageSetError where there is none, or it cannot be read */
export async function readManifest(base: string, id: string): Promise<LocatedManifest> {
  const { sets } = await readIndex(base);
  const entry = sets.find((set) => set.id === id);
  if (!entry) throw new ImageSetError(`There is no bundled image set "${id}". Choose one of: ${sets.map((set) => set.id).join(', ')}.`);
  const address = new URL(entry.manifest, base);
  return { manifest: parseManifest(await fetchJson(address), address.pathname), address };
}

/**
 * The sheets of a set, in order. All are asked for at once, decoded one after the other: only one decoded sheet is alive at a time.
 * @throws ImageSetError where one cannot be fetched or decoded, and when the signal fires
 */
export async function* readSheets({ manifest, address }: LocatedManifest, signal: AbortSignal): AsyncGenerator<DecodedSheet, void> {
  const files = manifest.sheets.map((sheet) => fetchFile(new URL(sheet.file, address), signal));
  for (const file of files) file.catch(() => undefined);
  let first = 0;
  for (const [index, sheet] of manifest.sheets.entries()) {
    const bitmap = await decode(manifest, sheet, await files[index]!);
    if (signal.aborted) {
      bitmap.close();
      throw closedSet(manifest);
    }
    yield { sheet, bitmap, first };
    first += sheet.images.length;
  }
}

export const closedSet = ({ id }: Pick<Manifest, 'id'>) => new ImageSetError(`Image set "${id}" has been closed. Open it again.`);

async function decode({ id, tile }: Manifest, { file, columns, images }: Sheet, blob: Blob): Promise<ImageBitmap> {
  let bitmap: ImageBitmap;
  try {
    // Exactly the stored values: no colour management, no alpha arithmetic.
    bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch (cause) {
    const why = 'the file is broken, or this browser does not read its format';
    throw new ImageSetError(`Sheet ${file} of image set "${id}" cannot be decoded: ${why}.`, { cause });
  }
  const rows = Math.ceil(images.length / columns);
  if (bitmap.width < columns * tile || bitmap.height < rows * tile) {
    const found = `${bitmap.width}×${bitmap.height}`;
    bitmap.close();
    throw new ImageSetError(
      `Sheet ${file} of image set "${id}" is ${found} pixels; its manifest needs ${columns * tile}×${rows * tile}. Build the set again with tools/samples.`,
    );
  }
  return bitmap;
}

async function fetchFile(address: URL, signal?: AbortSignal): Promise<Blob> {
  const response = await get(address, signal);
  try {
    return await response.blob();
  } catch (cause) {
    // The body comes after the head, and either can be cut off.
    throw interrupted(address, signal, cause);
  }
}

function interrupted(address: URL, signal: AbortSignal | undefined, cause: unknown): ImageSetError {
  if (signal?.aborted) return new ImageSetError(`Reading ${address.pathname} was cancelled.`, { cause });
  return new ImageSetError(`${address.pathname} cannot be fetched: check the connection and reload the page.`, { cause });
}

async function fetchJson(address: URL): Promise<unknown> {
  const response = await get(address);
  try {
    return (await response.json()) as unknown;
  } catch (cause) {
    throw new ImageSetError(`${address.pathname} is not JSON: the server sent something else. Reload the page.`, { cause });
  }
}

async function get(address: URL, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, signal ? { signal } : {});
  } catch (cause) {
    throw interrupted(address, signal, cause);
  }
  if (!response.ok)
    throw new ImageSetError(
      `${address.pathname} cannot be fetched (status ${response.status}): the folder samples/ must lie beside the page.`,
    );
  return response;
}
