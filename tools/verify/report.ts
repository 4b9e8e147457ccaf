/** What a verification says, and how deviations are measured. */

export interface FileReport {
  file: string;
  status: 'pass' | 'fail' | 'absent';
  /** Largest relative error of all that the file holds; null when absent or when it could not be computed. */
  relativeError: number | null;
  tolerance: number;
  /** Cases, tensors or runs compared. */
  compared: number;
  /** Where the largest error was; or why the file failed otherwise. */
  detail?: string;
  /** Further figures that have no tolerance of their own. */
  figures?: Record<string, number>;
}

export interface BackendReport {
  backend: string;
  /** The adapter behind WebGPU, or how wasm runs. */
  adapter: string;
  pass: boolean;
  milliseconds: number;
  files: FileReport[];
  /** Errors of the page or of the GPU device; any of them fails the backend. */
  errors?: string[];
}

export const FILES = [
  'geometry.json',
  'loss.json',
  'triplet-weights.json',
  'vit.json',
  'vit-gradients.safetensors',
  'trajectory.json',
  'retrieval.json',
  'delta.json',
  'import/import.json',
] as const;
export type GoldenFile = (typeof FILES)[number];

/** DESIGN §5, relative to the largest magnitude in the tensor. */
export const TOLERANCE: Record<GoldenFile, number> = {
  'geometry.json': 1e-5,
  'loss.json': 1e-4,
  'triplet-weights.json': 1e-5,
  'vit.json': 1e-4,
  'vit-gradients.safetensors': 5e-4,
  'trajectory.json': 1e-3,
  'retrieval.json': 0,
  'delta.json': 1e-5,
  'import/import.json': 1e-4,
};

/** max |actual − expected| / max |expected|, or the deviation itself where all that is expected is 0; Infinity when lengths differ or a value is not finite. */
export function deviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let worst = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!Number.isFinite(difference)) return Infinity;
    worst = Math.max(worst, difference);
    magnitude = Math.max(magnitude, Math.abs(expected[i]!));
  }
  return magnitude > 0 ? worst / magnitude : worst;
}

/** Keeps the largest of many errors and where it was. */
export class Worst {
  error = 0;
  where = '';
  compared = 0;
  #fault: string | undefined;

  /** What is wrong although the largest error may be small. The first counts. */
  fault(what: string): void {
    this.#fault ??= what;
  }

  add(error: number, where: string): void {
    this.compared++;
    if (error > this.error || Number.isNaN(error) || this.where === '') {
      this.error = Number.isNaN(error) ? Infinity : error;
      this.where = where;
    }
  }

  report(file: GoldenFile, figures?: Record<string, number>): FileReport {
    const tolerance = TOLERANCE[file];
    const pass = this.compared > 0 && this.error <= tolerance && this.#fault === undefined;
    return {
      file,
      status: pass ? 'pass' : 'fail',
      relativeError: Number.isFinite(this.error) ? this.error : null,
      tolerance,
      compared: this.compared,
      detail: this.#fault ?? (this.compared > 0 ? `largest at ${this.where}` : 'the file holds nothing to compare'),
      ...(figures ? { figures } : {}),
    };
  }
}
