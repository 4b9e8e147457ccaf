/** How fast the opened backend multiplies matrices: what a step will take is estimated from it before one has been taken. */
import * as tf from '@tensorflow/tfjs';
import type { BackendName } from './report';

/** Rows, columns and inner length of the product: as in a step, and small enough to take some milliseconds. */
const PRODUCT: Record<Exclude<BackendName, 'webgpu'>, readonly [number, number, number]> = {
  wasm: [384, 384, 384],
  cpu: [128, 128, 64],
};
/** While a page is being opened other things take the processor, too: the fastest counts. */
const TRIES = 6;

/**
 * Of the fastest of a few products on tfjs' current backend, which must be `backend`.
 * @returns 10⁹ floating-point operations a second
 */
export async function measureThroughput(backend: Exclude<BackendName, 'webgpu'>): Promise<number> {
  const [rows, columns, inner] = PRODUCT[backend];
  const a = tf.fill([rows, inner], 0.5);
  const b = tf.fill([inner, columns], 0.25);
  try {
    let shortest = Infinity;
    for (let i = 0; i < TRIES; i++) {
      const began = performance.now();
      const product = tf.matMul(a, b);
      await product.data();
      // A clock may be too coarse to see it at all.
      shortest = Math.min(shortest, Math.max(0.01, performance.now() - began));
      product.dispose();
    }
    return (2 * rows * columns * inner) / shortest / 1e6;
  } finally {
    a.dispose();
    b.dispose();
  }
}
