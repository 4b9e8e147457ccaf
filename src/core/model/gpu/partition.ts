/** Into which parts a batch goes, by the memory that is asked for and by what the device can bind. Pure; nothing here asks a device. */
import type { Microbatch, ModelConfig, Recompute } from '../../configuration/schema';
import { patchCount } from '../shape';
import { TIMM_VIT } from '../../data/normalisation';
import { embedSizes } from './embed';
import { stepSizes, type AdamWConstants, type StepShape } from './step';

/** What is asked for. */
export interface MemoryWish {
  /** Images of a part; `auto`: as many as fit. */
  microbatch: Microbatch;
  recompute: Recompute;
  /** Bytes that all runs together should take at most. */
  bytes: number;
  /** Runs side by side, which share all but parameters, moments and pixels. */
  runs: number;
}

/** What comes of it. */
export interface Partition {
  /** The whole batch where it goes at once. */
  microbatch: number;
  recompute: boolean;
  /** Bytes of one run, and of all. */
  bytes: number;
  allBytes: number;
  largestBinding: number;
  /** false: nothing that was tried keeps to the bytes and bindings; this is what takes least. */
  fits: boolean;
}

/** Rows below which products of a part are too small to occupy a GPU: recomputation is better than parts of fewer. */
const LEAST_ROWS = 1024;

/** Halves of a batch down to a part of `least` images. */
function halves(n: number, least: number): number[] {
  const sizes: number[] = [];
  for (let size = 2 ** Math.floor(Math.log2(Math.max(1, n - 1))); size >= least; size /= 2) sizes.push(size);
  return sizes;
}

/** What can be tried, that which computes least first. */
function* candidates(
  n: number,
  tokens: number,
  { microbatch, recompute }: MemoryWish,
): Generator<Pick<Partition, 'microbatch' | 'recompute'>> {
  const sizes = microbatch === 'auto' ? [] : [Math.min(microbatch, n)];
  const full = Math.min(n, Math.ceil(LEAST_ROWS / tokens));
  if (microbatch === 'auto') {
    // Once forward and backward; then once more forward, for one reason or the other; then twice more.
    if (recompute !== 'always') yield { microbatch: n, recompute: false };
    if (recompute !== 'never') yield { microbatch: n, recompute: true };
    if (recompute !== 'always') for (const size of halves(n, full)) yield { microbatch: size, recompute: false };
    if (recompute !== 'never') for (const size of halves(n, full)) yield { microbatch: size, recompute: true };
    for (const size of halves(full, 1)) sizes.push(size);
  }
  for (const size of sizes) {
    if (recompute !== 'always') yield { microbatch: size, recompute: false };
    if (recompute !== 'never') yield { microbatch: size, recompute: true };
  }
}

/**
 * Chooses: the first that keeps to the memory, of those that compute least; where none does, the one that takes least.
 * @param largestBinding bytes that a storage binding of the device may have (`maxStorageBufferBindingSize`); default: any
 */
export function partition(
  model: ModelConfig,
  optimizer: AdamWConstants,
  shape: Omit<StepShape, 'microbatch' | 'recompute'>,
  wish: MemoryWish,
  largestBinding = Infinity,
): Partition {
  let least: Partition | undefined;
  const tokens = patchCount(model) + 1;
  for (const candidate of candidates(shape.n, tokens, wish)) {
    const sizes = stepSizes(model, optimizer, { ...shape, ...candidate });
    const allBytes = sizes.sharedBytes + wish.runs * (sizes.bytes - sizes.sharedBytes);
    const fits = allBytes <= wish.bytes && sizes.largestBinding <= largestBinding;
    const found: Partition = { ...candidate, bytes: sizes.bytes, allBytes, largestBinding: sizes.largestBinding, fits };
    if (fits) return found;
    // What cannot be bound cannot be trained, however little it takes.
    const worse = (one: Partition) => Math.max(0, one.largestBinding - largestBinding) * 1e6 + one.allBytes;
    if (!least || worse(found) < worse(least)) least = found;
  }
  return least!;
}

/**
 * Images embedded at once at most; a large model takes fewer. On WebGPU all calls have one shape, because its buffers are pooled by exact
 * size and its programs compiled by shape.
 */
export const EMBED_CHUNK = 128;

/** Bytes that an embedding takes at most, if more than one image is embedded at once. */
const EMBED_BYTES = 128e6;
const chunks = new Map<string, number>();

/** Images that are embedded at once: as many as a model embeds in little memory. */
export function embedChunk(model: ModelConfig, size: number): number {
  const key = JSON.stringify([model, size]);
  let chunk = chunks.get(key);
  if (chunk === undefined) {
    const bytesOf = (n: number) => embedSizes(model, { n, size, augmented: false, normalisation: TIMM_VIT }).bytes;
    chunk = EMBED_CHUNK;
    while (chunk > 1 && bytesOf(chunk) > EMBED_BYTES) chunk = Math.floor(chunk / 2);
    chunks.set(key, chunk);
  }
  return chunk;
}
