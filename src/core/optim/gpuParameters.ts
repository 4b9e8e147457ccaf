/** Parameters on WebGPU, with their moments. */
import type { ParameterShape } from '../model/shape';
import type { GpuDevice } from '../ops/runtime/gpuDevice';
import { acquireStorage } from '../ops/runtime/plan';
import { ParameterLayout } from './parameterLayout';
import type { ParameterArrays } from './parameters';

export class GpuParameters extends ParameterLayout {
  readonly #gpu: GpuDevice;
  readonly #buffers: GPUBuffer[];

  /**
   * Parameters with the given weights (by name) and moments of 0.
   * @param isTrained by timm's name; default: every parameter
   */
  constructor(
    gpu: GpuDevice,
    shapes: readonly ParameterShape[],
    weights: Readonly<Record<string, Float32Array>>,
    isTrained?: (name: string) => boolean,
  ) {
    super(shapes, isTrained);
    this.#gpu = gpu;
    this.#buffers = this.state.map(({ home }) => (home.buffer = acquireStorage(gpu, home.size)));
    this.#fill((name) => [weights[name]!]);
  }

  /** Copies everything to the host, as it stands after the commands that the device has been given. */
  async read(): Promise<ParameterArrays> {
    const { device, queue } = this.#gpu;
    const staging = this.#gpu.acquire(4 * this.stateSize, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    const encoder = device.createCommandEncoder();
    let end = 0;
    const starts = this.#buffers.map((buffer, i) => {
      const start = end;
      const { size } = this.state[i]!;
      encoder.copyBufferToBuffer(buffer, 0, staging, 4 * start, 4 * size);
      end += size;
      return start;
    });
    queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(staging.getMappedRange());
    const slice = (slot: number, at: number | undefined, size: number) =>
      at === undefined ? new Float32Array(0) : values.slice(starts[slot]! + at, starts[slot]! + at + size);
    const arrays: ParameterArrays = {};
    for (const { name, at, size, momentsAt } of this.places)
      arrays[name] = [slice(0, at, size), slice(1, momentsAt, size), slice(2, momentsAt, size)];
    staging.unmap();
    this.#gpu.release(staging);
    return arrays;
  }

  /** Replaces weights and moments; moments of what is frozen are left out. */
  write(arrays: Readonly<ParameterArrays>): void {
    this.#fill((name) => arrays[name]!);
  }

  dispose(): void {
    for (const buffer of this.#buffers) this.#gpu.release(buffer);
  }

  /** Weights, first and second moments of every parameter; what is left out is 0. */
  #fill(arraysOf: (name: string) => readonly Float32Array[]): void {
    this.#buffers.forEach((buffer, slot) => {
      const packed = new Float32Array(this.state[slot]!.size);
      for (const { name, at, momentsAt } of this.places) {
        const place = slot === 0 ? at : momentsAt;
        const values = arraysOf(name)[slot];
        if (values && place !== undefined) packed.set(values, place);
      }
      this.#gpu.queue.writeBuffer(buffer, 0, packed);
    });
  }
}
