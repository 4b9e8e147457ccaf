/**
 * Parameters on WebGPU: all weights in one buffer, all first and all second moments in two more, so that one dispatch updates
 * everything. A parameter begins where a binding may begin; between parameters lies nothing of meaning.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sizeOf, type ParameterShape } from '../model/shape';
import { acquireStorage, align, regionOf, type Region } from '../ops/runtime/plan';
import type { ParameterArrays } from './parameters';

export class GpuParameters {
  /** Length of each of the three buffers. */
  readonly size: number;
  /** All weights; all first moments; all second moments. */
  readonly state: readonly [Region, Region, Region];
  readonly #backend: WebGPUBackend;
  readonly #places: { name: string; at: number; size: number }[] = [];
  readonly #byName: Map<string, Region>;
  readonly #buffers: GPUBuffer[];

  /** Parameters with the given weights (by name) and moments of 0. */
  constructor(
    backend: WebGPUBackend,
    readonly shapes: readonly ParameterShape[],
    weights: Readonly<Record<string, Float32Array>>,
  ) {
    this.#backend = backend;
    let at = 0;
    for (const { name, shape } of shapes) {
      const size = sizeOf(shape);
      this.#places.push({ name, at, size });
      at += align(size);
    }
    this.size = at;
    this.#buffers = [0, 1, 2].map(() => acquireStorage(backend, at));
    const [values, first, second] = this.#buffers.map(regionOf) as [Region, Region, Region];
    this.state = [values, first, second];
    this.#byName = new Map(this.#places.map(({ name, at, size }) => [name, values.part(at, size)]));
    this.#fill((name) => [weights[name]!]);
  }

  /** Weights of a parameter. */
  region(name: string): Region {
    const region = this.#byName.get(name);
    if (!region) throw new Error(`The model has no parameter ${name}`);
    return region;
  }

  /** Copies everything to the host, as it stands after the commands that the device has been given. */
  async read(): Promise<ParameterArrays> {
    const { device, queue, bufferManager } = this.#backend;
    const bytes = 4 * this.size;
    const staging = bufferManager.acquireBuffer(3 * bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    const encoder = device.createCommandEncoder();
    this.#buffers.forEach((buffer, i) => encoder.copyBufferToBuffer(buffer, 0, staging, i * bytes, bytes));
    queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(staging.getMappedRange());
    const slice = (slot: number, at: number, size: number) => values.slice(slot * this.size + at, slot * this.size + at + size);
    const arrays: ParameterArrays = {};
    for (const { name, at, size } of this.#places) arrays[name] = [slice(0, at, size), slice(1, at, size), slice(2, at, size)];
    staging.unmap();
    bufferManager.releaseBuffer(staging);
    return arrays;
  }

  /** Replaces weights and moments. */
  write(arrays: Readonly<ParameterArrays>): void {
    this.#fill((name) => arrays[name]!);
  }

  dispose(): void {
    for (const buffer of this.#buffers) this.#backend.bufferManager.releaseBuffer(buffer);
  }

  /** Weights, first and second moments of every parameter; what is left out is 0. */
  #fill(arraysOf: (name: string) => readonly Float32Array[]): void {
    this.#buffers.forEach((buffer, slot) => {
      const packed = new Float32Array(this.size);
      for (const { name, at } of this.#places) {
        const values = arraysOf(name)[slot];
        if (values) packed.set(values, at);
      }
      this.#backend.queue.writeBuffer(buffer, 0, packed);
    });
  }
}
