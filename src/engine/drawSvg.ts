/**
 * SVG as an image, for the ingest worker, which has no document to draw it with. As an image a drawing is inert: the browser runs none of
 * its scripts, loads nothing that it refers to and gives it no events.
 */

/** A drawing that takes longer than this is given up. */
const PATIENCE_MS = 10_000;

/**
 * @param width size it is drawn at, pixels
 * @returns null for a drawing that the browser cannot draw
 */
export async function drawSvg(svg: Blob, width: number, height: number): Promise<ImageBitmap | null> {
  const address = URL.createObjectURL(svg.type === 'image/svg+xml' ? svg : new Blob([svg], { type: 'image/svg+xml' }));
  const image = new Image(width, height);
  try {
    if (!(await loaded(image, address))) return null;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    if (!context) return null;
    context.drawImage(image, 0, 0, width, height);
    return await createImageBitmap(context.canvas);
  } catch {
    return null;
  } finally {
    image.src = '';
    URL.revokeObjectURL(address);
  }
}

function loaded(image: HTMLImageElement, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const given = setTimeout(() => resolve(false), PATIENCE_MS);
    const end = (well: boolean) => {
      clearTimeout(given);
      resolve(well);
    };
    image.onload = () => end(true);
    image.onerror = () => end(false);
    image.src = address;
  });
}
