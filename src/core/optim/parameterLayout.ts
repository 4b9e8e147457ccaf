/**
 * Where parameters lie on WebGPU: all weights in one buffer, all first and all second moments in two more, so that one dispatch
 * updates everything. A parameter begins where a binding may begin; between parameters lies nothing of meaning.
 */
import { sizeOf, type ParameterShape } from '../model/shape';
import { align, Region } from '../ops/runtime/plan';

const stateRegion = (size: number) => new Region({ size, first: 0, last: Infinity }, 0, size);

export class ParameterLayout {
  /** Length of each of the three buffers. */
  readonly size: number;
  /** Place of every parameter in each of them, in the order of `shapes`. */
  readonly places: readonly { name: string; at: number; size: number }[];
  /** All weights; all first moments; all second moments. They have no buffers yet. */
  readonly state: readonly [Region, Region, Region];
  readonly #byName: Map<string, Region>;

  constructor(readonly shapes: readonly ParameterShape[]) {
    let end = 0;
    this.places = shapes.map(({ name, shape }) => {
      const at = end;
      end += align(sizeOf(shape));
      return { name, at, size: sizeOf(shape) };
    });
    this.size = end;
    this.state = [stateRegion(end), stateRegion(end), stateRegion(end)];
    this.#byName = new Map(this.places.map(({ name, at, size }) => [name, this.state[0].part(at, size)]));
  }

  /** Weights of a parameter. */
  region(name: string): Region {
    const region = this.#byName.get(name);
    if (!region) throw new Error(`The model has no parameter ${name}`);
    return region;
  }
}
