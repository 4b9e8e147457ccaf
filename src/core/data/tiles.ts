/** Tiles of a decoded sheet into the rows of a uint8 store. */

/**
 * @param rgba one row of tiles, [tile, width, 4], as a canvas gives it
 * @param columns how many tiles of it to take, from the left
 * @param pixels the store, [count, tile, tile, 3]
 * @param row first row of the store that is written
 */
export function storeTileRow(rgba: Uint8ClampedArray, width: number, tile: number, columns: number, pixels: Uint8Array, row: number): void {
  if (columns * tile > width) throw new RangeError(`${columns} tiles of ${tile} pixels do not fit into ${width} pixels`);
  if (rgba.length !== width * tile * 4)
    throw new RangeError(`A row of tiles takes ${width * tile * 4} bytes; the buffer has ${rgba.length}`);
  if ((row + columns) * tile * tile * 3 > pixels.length)
    throw new RangeError(`The store has no room for ${columns} images from row ${row} on`);
  let to = row * tile * tile * 3;
  for (let column = 0; column < columns; column++)
    for (let y = 0; y < tile; y++) {
      let from = (y * width + column * tile) * 4;
      for (let x = 0; x < tile; x++, from += 4, to += 3) {
        pixels[to] = rgba[from]!;
        pixels[to + 1] = rgba[from + 1]!;
        pixels[to + 2] = rgba[from + 2]!;
      }
    }
}
