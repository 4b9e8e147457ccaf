/**
 * The context of a canvas whose pixels stay on the CPU. The GPU belongs to the training: a canvas kept there has the page wait
 * behind it, and these pictures are small.
 */
export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  return canvas.getContext('2d', { willReadFrequently: true });
}
