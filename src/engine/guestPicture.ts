/** A picture of one's own, made into what the models are given: the centre square, over white, averaged down as the set's images were. */
import { ImageSetError } from '../core/errors';
import { fitRaster, regionOf } from '../core/data/fit';

/** Side up to which it is drawn before it is averaged, pixels: a photograph of any size comes through in little memory. */
const MOST_DRAWN = 1024;

export interface DecodedPicture {
  /** [size, size, 3] RGB. */
  pixels: Uint8Array<ArrayBuffer>;
  size: number;
  /** The same, to be drawn. */
  image: ImageBitmap;
}

/**
 * Decodes a picture and fits it to the side at which the set's images are stored.
 * @throws ImageSetError where this browser cannot decode it
 */
export async function decodePicture(file: Blob, size: number): Promise<DecodedPicture> {
  const source = await decoded(file);
  const [width, height] = source instanceof ImageBitmap ? [source.width, source.height] : [source.naturalWidth, source.naturalHeight];
  if (width === 0 || height === 0) throw new ImageSetError('This picture has no size. Save it as PNG or JPEG and ask again.');
  const { x, y, width: side } = regionOf(width, height, 'crop');
  const drawn = Math.min(MOST_DRAWN, Math.max(1, side));
  const canvas = new OffscreenCanvas(drawn, drawn);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new ImageSetError('This browser gives no canvas to read a picture with.');
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, drawn, drawn);
  context.drawImage(source, x, y, side, side, 0, 0, drawn, drawn);
  if (source instanceof ImageBitmap) source.close();
  const { data } = context.getImageData(0, 0, drawn, drawn);
  const pixels = fitRaster({ data, width: drawn, height: drawn, channels: 4 }, size, 'crop');
  const rgba = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let i = 0; i < size * size; i++) rgba.set(pixels.subarray(3 * i, 3 * i + 3), 4 * i);
  return { pixels, size, image: await createImageBitmap(new ImageData(rgba, size, size)) };
}

/** A drawing has no pixels of its own: what refuses it as a bitmap may take it as an image. */
async function decoded(file: Blob): Promise<ImageBitmap | HTMLImageElement> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    const address = URL.createObjectURL(file);
    try {
      const image = new Image();
      image.src = address;
      await image.decode();
      return image;
    } catch {
      throw new ImageSetError('This picture cannot be read by this browser. Save it as PNG or JPEG and ask again.');
    } finally {
      URL.revokeObjectURL(address);
    }
  }
}
