/** The page in which a backend is verified: opens it, fetches the golden files, runs all checks. */
import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { smallestSubgroup } from '../../src/core/backend/webgpuDevice';
import { gpuDevice } from '../../src/core/ops/runtime/tfjsWebgpu';
import { kernelVariants, setKernelVariant, type KernelVariant } from '../../src/core/ops/runtime/variant';
import { runChecks } from './checks';
import { GoldenFolder } from './folder';
import type { BackendReport, FileReport } from './report';

declare global {
  interface Window {
    verify(backend: string, kernels?: KernelVariant): Promise<BackendReport>;
  }
}

async function fetchFolder(): Promise<GoldenFolder> {
  const names = (await (await fetch('/golden/')).json()) as string[];
  const files = await Promise.all(
    names.map(async (name) => [name, new Uint8Array(await (await fetch(`/golden/${encodeURIComponent(name)}`)).arrayBuffer())] as const),
  );
  return new GoldenFolder(new Map(files));
}

/** Opens the backend and says what is behind it. Device errors are collected in `errors`: tfjs itself goes on with zeros. */
async function open(backend: string, errors: string[]): Promise<string> {
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} cannot be opened in this browser`);
  await tf.ready();
  if (backend === 'wasm') {
    const threads = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) ? getThreadsCount() : 1;
    return `${(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD'}, ${threads} thread${threads === 1 ? '' : 's'}`;
  }
  if (backend === 'cpu') return 'JavaScript';
  // Small tensors would otherwise be computed on the CPU and verify nothing.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  const { device } = gpuDevice();
  device.addEventListener('uncapturederror', (event) => errors.push((event as GPUUncapturedErrorEvent).error.message));
  void device.lost.then(({ message }) => errors.push(`The device was lost: ${message}`));
  const info = (await navigator.gpu.requestAdapter())?.info;
  return [info?.vendor, info?.architecture, info?.device, info?.description].filter(Boolean).join(' ') || 'unnamed adapter';
}

/** The worse of two reports on one file: a failure, or else the larger error. */
function worse(a: FileReport, b: FileReport): FileReport {
  if (a.status === 'fail' || b.status === 'fail') return a.status === 'fail' ? a : b;
  return (b.relativeError ?? 0) > (a.relativeError ?? 0) ? b : a;
}

/** All checks; on WebGPU once with the kernels of every variant that the adapter can run, or of the one that is asked for. */
async function check(backend: string, folder: GoldenFolder, kernels: KernelVariant | undefined): Promise<FileReport[]> {
  if (backend !== 'webgpu') return runChecks(folder);
  const smallest = smallestSubgroup(gpuDevice());
  const possible = kernelVariants.filter((variant) => variant !== 'subgroups' || smallest !== undefined);
  const asked = kernels ? [kernels] : possible;
  if (!asked.every((variant) => possible.includes(variant))) throw new Error('This adapter has no subgroups');
  const runs: FileReport[][] = [];
  for (const variant of asked) {
    setKernelVariant(variant, smallest);
    const reports = await runChecks(folder);
    runs.push(
      reports.map((report) => (report.status === 'absent' ? report : { ...report, detail: `${report.detail} (kernels: ${variant})` })),
    );
  }
  return runs.reduce((worst, reports) => worst.map((report, i) => worse(report, reports[i]!)));
}

window.verify = async (backend, kernels) => {
  const errors: string[] = [];
  const start = performance.now();
  const adapter = await open(backend, errors);
  const files = await check(backend, await fetchFolder(), kernels);
  if (backend === 'webgpu') await gpuDevice().queue.onSubmittedWorkDone();
  const pass = errors.length === 0 && files.every(({ status }) => status !== 'fail') && files.some(({ status }) => status === 'pass');
  return { backend, adapter, pass, milliseconds: Math.round(performance.now() - start), files, ...(errors.length > 0 ? { errors } : {}) };
};
