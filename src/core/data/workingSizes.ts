/** Sides that own image sets are stored at, pixels: any model's image side is made from one of them. */
export const WORKING_SIZES = [32, 48, 64, 96, 128, 224] as const;
export type WorkingSize = (typeof WORKING_SIZES)[number];

/** Near the bundled sets' own, and twice the default model's image side. */
export const DEFAULT_WORKING_SIZE: WorkingSize = 64;
