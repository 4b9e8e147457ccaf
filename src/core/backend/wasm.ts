/** The wasm backend: SIMD where the browser has it, threads where the page is cross-origin isolated. */
import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { BackendError, messageOf } from '../errors';

/** tfjs waits for ever when a thread of its pool cannot start. */
const DEADLINE_MS = 30_000;

/** Why there is no wasm here, if there is none. */
export function wasmMissing(): string | undefined {
  return typeof WebAssembly === 'object' ? undefined : 'This browser has no WebAssembly.';
}

/**
 * Opens the backend and says what it runs on: `SIMD, 4 threads`. Rejects with BackendError.
 * @param threaded false: without threads of its own, whatever the page has; each instance with threads starts eight workers at once
 */
export async function openWasm(paths: Record<string, string> | undefined, threaded = true): Promise<string> {
  const missing = wasmMissing();
  if (missing) throw new BackendError(missing);
  if (paths) {
    try {
      setWasmPaths(paths);
    } catch (error) {
      throw new BackendError(`The wasm binaries cannot be located: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
  if (!threaded) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await withDeadline(tf.setBackend('wasm'))))
    throw new BackendError('Its binary could not be loaded; check that the .wasm files are served.');
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD';
  const threads = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) ? getThreadsCount() : 1;
  return `${simd}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

async function withDeadline(opening: Promise<boolean>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BackendError(`It did not start within ${DEADLINE_MS / 1000} seconds.`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}
