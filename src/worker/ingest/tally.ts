/** What is counted while images are read, for the report. */
import { SPLIT_CODE, type Split } from '../../core/data/imageSet';
import {
  findContradictions,
  findNearDuplicates,
  warnOfContradictions,
  warnOfNearDuplicates,
} from '../../core/ingest/duplicates/nearDuplicates';
import { channelStatistics, classCounts, summarise, type ChannelStatistics } from '../../core/ingest/duplicates/statistics';
import type { Contradiction, NearDuplicatePair, SetStatistics } from '../../engine/images.protocol';
import type { Saved } from '../storage/setWriter';
import { COMPARED_SIDE, type Decoded } from './decode.protocol';

/** Pairs listed in a report. */
const MOST_LISTED = 200;
const HASH_WORDS = 2;
/** By code. */
const SPLITS = (Object.keys(SPLIT_CODE) as Split[]).sort((a, b) => SPLIT_CODE[a] - SPLIT_CODE[b]);

interface Blocks<T> {
  parts: T[];
  length: number;
}

interface Duplicates {
  pairs: NearDuplicatePair[];
  count: number;
  contradictions: Contradiction[];
  contradictionCount: number;
  warnings: string[];
}

export class Tally {
  readonly #widths: number[] = [];
  readonly #heights: number[] = [];
  readonly #names: string[] = [];
  readonly #hashes: Blocks<Uint32Array> = { parts: [], length: 0 };
  readonly #small: Blocks<Uint8Array> = { parts: [], length: 0 };
  readonly #sum = [0, 0, 0];
  readonly #squares = [0, 0, 0];
  #trained = 0;

  constructor(private readonly size: number) {}

  /**
   * Takes the images of a job that were taken into the set, in the order of its rows.
   * @param train places in `decoded.pixels` of those to train on
   */
  add(decoded: Decoded, names: readonly string[], train: readonly number[]): void {
    for (const item of decoded.items) {
      if ('rejected' in item) continue;
      this.#widths.push(item.width);
      this.#heights.push(item.height);
    }
    this.#names.push(...names);
    push(this.#hashes, decoded.hashes);
    push(this.#small, decoded.small);
    const { mean, std } = channelStatistics(decoded.pixels, this.size, train);
    for (let k = 0; k < 3; k++) {
      this.#sum[k]! += mean[k]! * train.length;
      this.#squares[k]! += (std[k]! ** 2 + mean[k]! ** 2) * train.length;
    }
    this.#trained += train.length;
  }

  /** Numbers of the set; of the images that are in it, which may be fewer than have been read. */
  statistics({ classes, rows }: Saved): SetStatistics {
    const count = rows.labels.length;
    return {
      imagesPerClass: [...classCounts(rows.labels, classes.length)],
      width: summarise(this.#widths.slice(0, count)),
      height: summarise(this.#heights.slice(0, count)),
      ...this.#channels(),
    };
  }

  /** Pairs across train and test, nearest first; pairs with different labels; the warnings if there are any. */
  nearDuplicates({ classes, rows }: Saved): Duplicates {
    const count = rows.labels.length;
    const hashes = joined(this.#hashes, new Uint32Array(count * HASH_WORDS));
    const small = joined(this.#small, new Uint8Array(count * COMPARED_SIDE ** 2 * 3));
    const found = findNearDuplicates(hashes, rows.split, { pixels: { data: small, size: COMPARED_SIDE } });
    const contradicting = findContradictions(hashes, rows.labels, { data: small, size: COMPARED_SIDE });
    const entryOf = (row: number) => ({
      row,
      name: this.#names[row]!,
      classPath: classes[rows.labels[row]!]!.path,
      split: SPLITS[rows.split[row]!]!,
    });
    const tested = rows.split.reduce((sum, code) => sum + (code === SPLIT_CODE.test ? 1 : 0), 0);
    return {
      pairs: found.slice(0, MOST_LISTED).map(({ train, test, distance }) => ({ train: entryOf(train), test: entryOf(test), distance })),
      count: found.length,
      contradictions: contradicting.slice(0, MOST_LISTED).map(({ first, second }) => ({ first: entryOf(first), second: entryOf(second) })),
      contradictionCount: contradicting.length,
      warnings: [warnOfNearDuplicates(found, tested, rows.labels), warnOfContradictions(contradicting, rows.split)].filter(
        (warning) => warning !== null,
      ),
    };
  }

  #channels(): ChannelStatistics {
    const n = Math.max(1, this.#trained);
    const [r, g, b] = this.#sum.map((sum, k) => {
      const mean = sum / n;
      return { mean, std: Math.sqrt(Math.max(0, this.#squares[k]! / n - mean ** 2)) };
    });
    return { mean: [r!.mean, g!.mean, b!.mean], std: [r!.std, g!.std, b!.std] };
  }
}

function push<T extends Uint32Array | Uint8Array>(blocks: Blocks<T>, part: T): void {
  blocks.parts.push(part);
  blocks.length += part.length;
}

/** As much of the blocks as there is room for. */
function joined<T extends Uint32Array | Uint8Array>({ parts }: Blocks<T>, into: T): T {
  let at = 0;
  for (const part of parts) {
    if (at >= into.length) break;
    into.set(part.subarray(0, into.length - at), at);
    at += part.length;
  }
  return into;
}
