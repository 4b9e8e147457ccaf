/** Square RGB tiles, and sheets of them as WebP files. */
import sharp from 'sharp';
import { resizeImages } from '../../src/core/data/resize';

/** [side, side, 3] row-major RGB. */
export type Tile = Uint8Array;

const SUPERSAMPLING = 4;

/**
 * Draws an SVG document on a white square. Drawn four times as large and averaged: edges that share a border in the artwork
 * then leave no light seam between them.
 * @param svg makes the document for a side in pixels
 */
export async function rasterise(svg: (side: number) => string, side: number): Promise<Tile> {
  const large = side * SUPERSAMPLING;
  const { data, info } = await sharp(Buffer.from(svg(large)))
    .flatten({ background: '#ffffff' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== large || info.height !== large || info.channels !== 3)
    throw new Error(`drawn at ${info.width}×${info.height} with ${info.channels} channels, not at ${large}×${large} in RGB`);
  return resizeImages(new Uint8Array(data), 1, large, side);
}

/** No pixel differs from white by more than 16 of 255 levels: nothing that a person or a model could see. */
export function isBlank(tile: Tile): boolean {
  return tile.every((value) => value >= 255 - 16);
}

/**
 * Leaves a tile as few colours as its own quality target allows. Flat artwork needs few, and few colours are what makes a
 * lossless sheet small; each tile has its own, so no drawing lends another its tint.
 * @param quality 1–100, of libimagequant; white stays white
 */
export async function reduceColours(tile: Tile, side: number, quality: number): Promise<Tile> {
  const indexed = await sharp(tile, { raw: { width: side, height: side, channels: 3 } })
    .png({ palette: true, quality, dither: 0, effort: 10 })
    .toBuffer();
  const reduced = new Uint8Array(await sharp(indexed).removeAlpha().toColourspace('srgb').raw().toBuffer());
  // The ground must be exactly white: it is compared, and looked at, across artists.
  for (let i = 0; i < tile.length; i += 3) if (tile[i]! + tile[i + 1]! + tile[i + 2]! === 3 * 255) reduced.fill(255, i, i + 3);
  return reduced;
}

/**
 * Tiles side by side, left to right and top to bottom, as a lossless WebP: every browser decodes the same pixels.
 * @param ground fills the places after the last tile
 */
export async function encodeSheet(tiles: readonly Tile[], side: number, columns: number, ground: number): Promise<Buffer> {
  const width = columns * side;
  const height = Math.ceil(tiles.length / columns) * side;
  const pixels = new Uint8Array(width * height * 3).fill(ground);
  tiles.forEach((tile, index) => {
    const left = (index % columns) * side;
    const top = Math.floor(index / columns) * side;
    for (let y = 0; y < side; y++) pixels.set(tile.subarray(y * side * 3, (y + 1) * side * 3), ((top + y) * width + left) * 3);
  });
  // Quality and effort at their ends search every way of packing the palette: seconds more here, a third less to download.
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .webp({ lossless: true, quality: 100, effort: 6 })
    .toBuffer();
}
