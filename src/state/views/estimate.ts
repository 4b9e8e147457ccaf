/** What training will take, before and while it goes on. Pure. */
import type { BackendName, BackendReport } from '../../core/backend/report';
import { stepOperations, type Passes, type Trained } from '../../core/configuration/cost';

/** A step's pace as a share of the matrix product's that was measured when the backend was opened: by measurement, see the README. */
const SHARE_OF_PRODUCT: Record<BackendName, number> = { webgpu: 0.8, wasm: 0.55, cpu: 0.5 };

/**
 * Seconds that `steps` steps of all runs will take on a backend, evaluations apart; undefined where its pace has not been measured.
 * To be said as `about`: within a factor of two.
 */
export function estimateSeconds(
  { backend, gigaflops }: Pick<BackendReport, 'backend' | 'gigaflops'>,
  config: Trained,
  steps: number,
  passes?: Passes,
): number | undefined {
  const pace = trainingOperations({ backend, gigaflops });
  return pace === undefined ? undefined : (steps * stepOperations(config, passes)) / pace;
}

/** Floating-point operations a second of training on a backend; undefined where its pace has not been measured. */
export function trainingOperations({ backend, gigaflops }: { backend: BackendName; gigaflops: number | undefined }): number | undefined {
  return gigaflops === undefined || gigaflops <= 0 ? undefined : 1e9 * gigaflops * SHARE_OF_PRODUCT[backend];
}

/** `under 1 min`, `9 min`, `2 h 5 min`: finer digits of an estimate would only jump. */
export function roughMinutes(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'under 1\u202fmin';
  return minutes < 60 ? `${minutes}\u202fmin` : `${Math.floor(minutes / 60)}\u202fh ${minutes % 60}\u202fmin`;
}

/** `about 9 min`, `under 1 min`. */
export const aboutMinutes = (seconds: number): string => (seconds < 30 ? '' : 'about ') + roughMinutes(seconds);
