/** Thumbnails out of one sheet of small pictures, as an exported archive brings them along. */
import type { Thumbnails } from './thumbnails';

export class SpriteThumbnails implements Thumbnails {
  readonly #places: ReadonlyMap<number, number>;
  readonly #columns: number;

  /**
   * @param sheet pictures row after row, as many in a row as fit
   * @param size side of one of them, pixels
   * @param rows which row of the image set each of them is
   */
  constructor(
    private readonly sheet: ImageBitmap,
    readonly size: number,
    rows: ArrayLike<number>,
  ) {
    this.#columns = Math.max(1, Math.floor(sheet.width / size));
    this.#places = new Map(Array.from(rows, (row, place) => [row, place] as const));
  }

  draw(context: CanvasRenderingContext2D, row: number, x: number, y: number, side: number): boolean {
    const place = this.#places.get(row);
    if (place === undefined) return false;
    const { size } = this;
    const [left, top] = [(place % this.#columns) * size, Math.floor(place / this.#columns) * size];
    const quality = context.imageSmoothingQuality;
    context.imageSmoothingQuality = 'medium';
    context.drawImage(this.sheet, left, top, size, size, x, y, side, side);
    context.imageSmoothingQuality = quality;
    return true;
  }

  /** All of them are there from the beginning. */
  onChange(): () => void {
    return () => undefined;
  }

  close(): void {
    this.sheet.close();
  }
}
