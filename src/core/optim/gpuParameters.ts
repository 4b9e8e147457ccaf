/** Parameters on WebGPU, with their moments. */
import type { ParameterShape } from '../model/shape';
import type { GpuDevice } from '../ops/runtime/gpuDevice';
import { acquireStorage } from '../ops/runtime/plan';
import { ParameterLayout } from './parameterLayout';
import type { ParameterArrays } from './parameters';

export class GpuParameters extends ParameterLayout {
  readonly #gpu: GpuDevice;
  readonly #buffers: GPUBuffer[];

  /** Parameters with the given weights (by name) and moments of 0. */
  constructor(gpu: GpuDevice, shapes: readonly ParameterShape[], weights: Readonly<Record<string, Float32Array>>) {
    super(shapes);
    this.#gpu = gpu;
    this.#buffers = this.state.map(({ home }) => (home.buffer = acquireStorage(gpu, this.size)));
    this.#fill((name) => [weights[name]!]);
  }

  /** Copies everything to the host, as it stands after the commands that the device has been given. */
  async read(): Promise<ParameterArrays> {
    const { device, queue } = this.#gpu;
    const bytes = 4 * this.size;
    const staging = this.#gpu.acquire(3 * bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    const encoder = device.createCommandEncoder();
    this.#buffers.forEach((buffer, i) => encoder.copyBufferToBuffer(buffer, 0, staging, i * bytes, bytes));
    queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(staging.getMappedRange());
    const slice = (slot: number, at: number, size: number) => values.slice(slot * this.size + at, slot * this.size + at + size);
    const arrays: ParameterArrays = {};
    for (const { name, at, size } of this.places) arrays[name] = [slice(0, at, size), slice(1, at, size), slice(2, at, size)];
    staging.unmap();
    this.#gpu.release(staging);
    return arrays;
  }

  /** Replaces weights and moments. */
  write(arrays: Readonly<ParameterArrays>): void {
    this.#fill((name) => arrays[name]!);
  }

  dispose(): void {
    for (const buffer of this.#buffers) this.#gpu.release(buffer);
  }

  /** Weights, first and second moments of every parameter; what is left out is 0. */
  #fill(arraysOf: (name: string) => readonly Float32Array[]): void {
    this.#buffers.forEach((buffer, slot) => {
      const packed = new Float32Array(this.size);
      for (const { name, at } of this.places) {
        const values = arraysOf(name)[slot];
        if (values) packed.set(values, at);
      }
      this.#gpu.queue.writeBuffer(buffer, 0, packed);
    });
  }
}
