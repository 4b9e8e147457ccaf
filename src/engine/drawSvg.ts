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
  const image = new Image(width, height);
  try {
    // As data, not at the address of a blob: there a drawing with foreign content (HTML) could be looked at but not read.
    if (!(await loaded(image, await dataAddress(svg)))) return null;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    if (!context) return null;
    context.drawImage(image, 0, 0, width, height);
    // Throws where the browser does not let the drawing be read; the bitmap could not be sent on then.
    context.getImageData(0, 0, 1, 1);
    return await createImageBitmap(context.canvas);
  } catch {
    return null;
  } finally {
    image.src = '';
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

function dataAddress(svg: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error('the drawing cannot be read'));
    reader.readAsDataURL(new Blob([svg], { type: 'image/svg+xml' }));
  });
}
