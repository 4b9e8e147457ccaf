/** Counting what a page asks of its GPU, by standing between it and the API. */

export interface Counts {
  dispatches: number;
  submits: number;
}

const counts: Counts = { dispatches: 0, submits: 0 };
let bytes = 0;

/** Starts counting, on every device of the page. */
export function watchGpu(): void {
  if (typeof GPUDevice === 'undefined') return;
  const pass = GPUComputePassEncoder.prototype;
  const dispatch = pass.dispatchWorkgroups;
  pass.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...groups: Parameters<typeof dispatch>) {
    counts.dispatches++;
    return dispatch.apply(this, groups);
  } as typeof dispatch;
  const submit = GPUQueue.prototype.submit;
  GPUQueue.prototype.submit = function (this: GPUQueue, buffers: Parameters<typeof submit>[0]) {
    counts.submits++;
    return submit.call(this, buffers);
  } as typeof submit;
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (this: GPUDevice, descriptor: GPUBufferDescriptor) {
    bytes += descriptor.size;
    return create.call(this, descriptor);
  } as typeof create;
  const destroy = GPUBuffer.prototype.destroy;
  const gone = new WeakSet<GPUBuffer>();
  GPUBuffer.prototype.destroy = function (this: GPUBuffer) {
    if (!gone.has(this)) bytes -= this.size;
    gone.add(this);
    return destroy.call(this);
  } as typeof destroy;
}

/** Counts since the last call. */
export function takeCounts(): Counts {
  const taken = { ...counts };
  Object.assign(counts, { dispatches: 0, submits: 0 });
  return taken;
}

/** Bytes of all buffers that were created and not destroyed. */
export const liveBytes = (): number => bytes;

/** Resolves when all that is ready to run in this turn of the event loop has run. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

export interface Timing {
  /** Loss at each step. */
  losses: number[];
  /** Whole steps, loss read back, ms. */
  steps: number[];
  /** JavaScript of the page's thread until the step had been handed over, ms. */
  script: number[];
  /** CPU time of the browser's GPU process, ms; NaN where it cannot be told. */
  cpu: number[];
  counts: Counts;
}

/** Runs `steps` steps, each to its end. */
export async function time(step: () => Promise<number>, steps: number, cpuSeconds: () => Promise<number>): Promise<Timing> {
  const timing: Timing = { losses: [], steps: [], script: [], cpu: [], counts: { dispatches: 0, submits: 0 } };
  for (let i = 0; i < steps; i++) {
    const cpu = await cpuSeconds();
    takeCounts();
    const start = performance.now();
    const loss = step();
    await turn();
    const handedOver = performance.now();
    timing.losses.push(await loss);
    const end = performance.now();
    timing.steps.push(end - start);
    timing.script.push(handedOver - start);
    timing.counts = takeCounts();
    timing.cpu.push(1000 * ((await cpuSeconds()) - cpu));
  }
  return timing;
}

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};
