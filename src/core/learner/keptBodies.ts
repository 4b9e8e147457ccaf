/** Body features of batches for a learner whose body is frozen: found once a picture, kept in half precision, shared with others. */
import type { ModelConfig } from '../configuration/schema';
import type { ChannelStatistics } from '../ingest/duplicates/statistics';
import { crc32 } from '../ingest/archives/crc32';
import { embedChunk } from '../model/gpu/partition';
import { bodyWidth, parameterShapes } from '../model/shape';
import type { ImageBatch } from '../ops/augment/images';
import { shareBodies, type BodyCache } from './bodyCache';
import type { Batch } from './learner';

export interface KeptBodiesOptions {
  model: ModelConfig;
  /** By what pixels are normalised. */
  normalisation: ChannelStatistics;
  /** true: as many images are looked at each time, since what is compiled depends on it. */
  sameShape: boolean;
  /** Body features [n, bodyWidth] of images. */
  find(images: ImageBatch): Promise<Float32Array>;
}

/** Arrays by parameter, or [weights, moments …] by parameter. */
type Arrays = Readonly<Record<string, Float32Array | readonly Float32Array[]>>;

export class KeptBodies {
  /** Of the frozen weights. */
  #body = '';
  #shared: { name: string; held: ReturnType<typeof shareBodies> } | undefined;

  constructor(private readonly options: KeptBodiesOptions) {}

  /** What is found from now on is of these weights. */
  belongTo(parameters: Arrays): void {
    this.release();
    const { model, normalisation } = this.options;
    const sums = parameterShapes(model)
      .filter(({ name }) => !name.startsWith('head.'))
      .map(({ name }) => {
        const given = parameters[name]!;
        const { buffer, byteOffset, byteLength } = given instanceof Float32Array ? given : given[0]!;
        return crc32(new Uint8Array(buffer, byteOffset, byteLength));
      });
    this.#body = JSON.stringify([model, normalisation, sums]);
  }

  /** Body features [n, bodyWidth] of a batch; undefined where its pictures are drawn anew each time. */
  async of(batch: Batch): Promise<Float32Array | undefined> {
    const { pictures } = batch;
    if (!pictures) return undefined;
    const cache = this.#cacheOf(pictures.of);
    return cache.alone(() => this.#look(batch, pictures.keys, cache));
  }

  async #look(batch: Batch, keys: Int32Array, cache: BodyCache): Promise<Float32Array> {
    const { n, size } = batch;
    const { model, sameShape, find } = this.options;
    const width = bodyWidth(model);
    const missing = cache.missing(keys);
    const shape = Math.min(n, embedChunk(model, size));
    for (let start = 0; start < missing.length; start += shape) {
      const places = missing.slice(start, start + shape);
      // The last is looked at again.
      const padded = Array.from({ length: sameShape ? shape : places.length }, (_, i) => places[Math.min(i, places.length - 1)]!);
      const found = await find(imagesAt(batch, padded));
      places.forEach((place, i) => cache.keep(keys[place]!, found.subarray(i * width, (i + 1) * width)));
    }
    return cache.read(keys, width);
  }

  release(): void {
    this.#shared?.held.release();
    this.#shared = undefined;
  }

  #cacheOf(pictures: string) {
    const name = `${this.#body} ${pictures}`;
    if (this.#shared?.name !== name) {
      this.release();
      this.#shared = { name, held: shareBodies(name) };
    }
    return this.#shared!.held.cache;
  }
}

/** Some images of a batch. */
function imagesAt({ pixels, size, crops, flips }: Batch, places: readonly number[]): ImageBatch {
  const n = places.length;
  const gather = <T extends Uint8Array | Float32Array>(from: T, stride: number, to: T): T => {
    places.forEach((place, i) => to.set(from.subarray(place * stride, (place + 1) * stride), i * stride));
    return to;
  };
  const stride = size * size * 3;
  return {
    ...{ n, size, pixels: gather(pixels, stride, new Uint8Array(n * stride)) },
    ...(crops ? { crops: gather(crops, 4, new Float32Array(4 * n)) } : {}),
    ...(flips ? { flips: gather(flips, 1, new Uint8Array(n)) } : {}),
  };
}
