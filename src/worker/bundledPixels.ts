/** The pixels of a bundled image set, for training: its sheets, fetched and decoded once. */
import { gatherRows, type ImageSet, type PixelSource } from '../core/data/pixelSource';
import { describe } from '../core/data/manifest';
import { storeTileRow } from '../core/data/tiles';
import { closedSet, readManifest, readSheets, type DecodedSheet, type LocatedManifest } from './sheets';

/** Resolves as soon as the manifest has been read; whoever asks for pixels waits for the sheets. */
export async function openBundled(base: string, id: string): Promise<ImageSet> {
  const located = await readManifest(base, id);
  return { ...describe(located.manifest), pixels: new BundledPixels(located) };
}

class BundledPixels implements PixelSource {
  readonly size: number;
  readonly #located: LocatedManifest;
  readonly #abort = new AbortController();
  /** [count, size, size, 3], once all have been decoded. */
  #pixels: Promise<Uint8Array>;

  constructor(located: LocatedManifest) {
    this.size = located.manifest.tile;
    this.#located = located;
    this.#pixels = this.#read();
    // Told to whoever asks for rows.
    this.#pixels.catch(() => undefined);
  }

  async rows(rows: Int32Array): Promise<Uint8Array> {
    const pixels = await this.#pixels;
    if (this.#abort.signal.aborted) throw closedSet(this.#located.manifest);
    return gatherRows(pixels, this.size, rows);
  }

  close(): void {
    this.#abort.abort();
    this.#pixels = Promise.resolve(new Uint8Array(0));
  }

  async #read(): Promise<Uint8Array> {
    const { sheets, tile } = this.#located.manifest;
    const count = sheets.reduce((sum, { images }) => sum + images.length, 0);
    const pixels = new Uint8Array(count * tile * tile * 3);
    for await (const decoded of readSheets(this.#located, this.#abort.signal)) {
      copyTiles(decoded, tile, pixels);
      decoded.bitmap.close();
    }
    return pixels;
  }
}

/** Row of tiles by row of tiles, so that a sheet never stands in memory twice. */
function copyTiles({ sheet: { columns, images }, bitmap, first }: DecodedSheet, tile: number, pixels: Uint8Array): void {
  const width = columns * tile;
  const context = new OffscreenCanvas(width, tile).getContext('2d', { willReadFrequently: true, alpha: false });
  if (!context) throw new Error('no 2D canvas in the training worker');
  for (let at = 0; at < images.length; at += columns) {
    context.drawImage(bitmap, 0, -(at / columns) * tile);
    const { data } = context.getImageData(0, 0, width, tile);
    storeTileRow(data, width, tile, Math.min(columns, images.length - at), pixels, first + at);
  }
}
