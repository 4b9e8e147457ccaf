/** What computes here, as records say it. */
import { version as tfjs } from '@tensorflow/tfjs/package.json';
import { version as app } from '../../package.json';

/** Of this program and of TensorFlow.js, and the browser, or what else runs it. */
export function versionsHere(): { app: string; tfjs: string; browser: string } {
  const { navigator, process } = globalThis as { navigator?: { userAgent?: string }; process?: { version?: string } };
  return { app, tfjs, browser: (navigator?.userAgent ?? `Node ${process?.version ?? ''}`).slice(0, 500) };
}
