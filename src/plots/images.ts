/** What a plot needs to draw an image: where the pixels are kept is not its business. */
export interface ImagePainter {
  /** Draws image `row` into the square at (x, y); false where its pixels have not arrived. */
  draw(context: CanvasRenderingContext2D, row: number, x: number, y: number, side: number): boolean;
  /** Calls back when more images can be drawn; returns the way to stop listening. */
  onChange(listener: () => void): () => void;
}
