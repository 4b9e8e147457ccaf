/** What is kept of a picture from outside the set. */
import type { RunSnapshot } from '../../../core/evaluation/snapshot';

/** A picture as the models are given it. */
export interface GuestPicture {
  name: string;
  /** [size, size, 3] RGB, resized as the images of the set are. */
  pixels: Uint8Array;
  size: number;
  /** The same, to be drawn. */
  image: CanvasImageSource;
}

export interface LabGuest extends GuestPicture {
  /** Tells one picture from the next. */
  number: number;
  /** [d] features by the snapshots that there were when it was asked about; later ones bring them. */
  features: WeakMap<RunSnapshot, Float32Array>;
}
