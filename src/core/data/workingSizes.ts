/** Sides that own image sets are stored at, pixels: any model's image side is made from one of them. */
export const WORKING_SIZES = [32, 48, 64, 96, 128, 160, 192, 224, 256, 336, 384, 512, 768] as const;
export type WorkingSize = (typeof WORKING_SIZES)[number];

/** Near the bundled sets' own, and twice the default model's image side. */
export const DEFAULT_WORKING_SIZE: WorkingSize = 64;

/** Crops are cut from the stored side: so many times the model's is what keeps most of them from being enlarged. */
const FOR_CROPS = 1.5;

/**
 * The least side to store images at for a model: 1.5 times its own, or what the originals have where that is less.
 * @param modelSide pixels
 * @param originals the largest shorter side of the originals, pixels; 0 or none: not known
 */
export function leastWorkingSize(modelSide: number, originals = 0): WorkingSize {
  const needed = Math.min(FOR_CROPS * modelSide, originals > 0 ? originals : Infinity);
  return WORKING_SIZES.find((size) => size >= needed) ?? WORKING_SIZES.at(-1)!;
}

/** The side that suits a model where nobody says one. */
export function workingSizeFor(modelSide: number, originals?: number): WorkingSize {
  const least = leastWorkingSize(modelSide, originals);
  return least > DEFAULT_WORKING_SIZE ? least : DEFAULT_WORKING_SIZE;
}
