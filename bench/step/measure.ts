/** Counting what a worker asks of its GPU, by standing between it and the API. */

export interface Counts {
  dispatches: number;
  submits: number;
}

const counts: Counts = { dispatches: 0, submits: 0 };
let bytes = 0;
/** Label of the pipeline from which on dispatches are left out, and whether it has been reached. */
let stop: string | undefined;
let stopped = false;

/** What the devices of this thread report without throwing. */
export interface Complaints {
  error(message: string): void;
  lost(reason: string): void;
}

/** Starts counting, on every device of the thread; to be called before the first is asked for. */
export function watchGpu(complaints: Complaints): void {
  if (typeof GPUDevice === 'undefined') return;
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor?: GPUDeviceDescriptor) {
    const device = await request.call(this, descriptor);
    device.addEventListener('uncapturederror', (event) => complaints.error(event.error.message));
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') complaints.lost(`The device was lost: ${message || reason}`);
    });
    return device;
  };
  const pass = GPUComputePassEncoder.prototype;
  const choose = pass.setPipeline;
  pass.setPipeline = function (this: GPUComputePassEncoder, pipeline: GPUComputePipeline) {
    stopped ||= stop !== undefined && pipeline.label === stop;
    return choose.call(this, pipeline);
  };
  const dispatch = pass.dispatchWorkgroups;
  pass.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...groups: Parameters<typeof dispatch>) {
    if (stopped) return;
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
    const buffer = create.call(this, descriptor);
    bytes += buffer.size;
    return buffer;
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

/**
 * Does `work` without the dispatches from the first with a pipeline of that label on: the rest of the step is not done.
 * @returns whether there was such a dispatch
 */
export async function upTo(label: string, work: () => Promise<unknown>): Promise<boolean> {
  stop = label;
  stopped = false;
  try {
    await work();
    return stopped;
  } finally {
    stop = undefined;
    stopped = false;
  }
}

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

/** ms until `work` has ended. */
export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
