/**
 * Where parameters lie on WebGPU: all weights in one buffer, the first and the second moments of those that are trained in two more, so
 * that one dispatch updates everything. Frozen weights lie first, so that the trained ones follow each other. A parameter begins where a
 * binding may begin; between parameters lies nothing of meaning.
 */
import { sizeOf, type ParameterShape } from '../model/shape';
import { align, Region } from '../ops/runtime/plan';

const stateRegion = (size: number) => new Region({ size, first: 0, last: Infinity }, 0, size);

export interface ParameterPlace {
  name: string;
  /** Within the weights. */
  at: number;
  size: number;
  /** Within the moments; undefined for what is frozen. */
  momentsAt: number | undefined;
}

export class ParameterLayout {
  /** Length of the weights. */
  readonly size: number;
  /** Length of the gradient and of each kind of moments. */
  readonly trainedSize: number;
  /** Place of every parameter, in the order of `shapes`. */
  readonly places: readonly ParameterPlace[];
  /** Shapes of the parameters that are trained, in their order. */
  readonly trainedShapes: readonly ParameterShape[];
  /** All weights; first moments; second moments. They have no buffers yet. */
  readonly state: readonly [Region, Region, Region];
  /** The weights that are trained. */
  readonly trained: Region;
  readonly #byName: Map<string, Region>;

  /** @param isTrained by timm's name; default: every parameter */
  constructor(
    readonly shapes: readonly ParameterShape[],
    isTrained: (name: string) => boolean = () => true,
  ) {
    const length = (of: readonly ParameterShape[]) => of.reduce((sum, { shape }) => sum + align(sizeOf(shape)), 0);
    this.trainedShapes = shapes.filter(({ name }) => isTrained(name));
    this.size = length(shapes);
    this.trainedSize = length(this.trainedShapes);
    const trainedFrom = this.size - this.trainedSize;
    let frozen = 0;
    let trained = 0;
    this.places = shapes.map(({ name, shape }) => {
      const size = sizeOf(shape);
      if (isTrained(name)) {
        const momentsAt = trained;
        trained += align(size);
        return { name, at: trainedFrom + momentsAt, size, momentsAt };
      }
      const at = frozen;
      frozen += align(size);
      return { name, at, size, momentsAt: undefined };
    });
    this.state = [stateRegion(this.size), stateRegion(this.trainedSize), stateRegion(this.trainedSize)];
    this.trained = this.state[0].part(trainedFrom, this.trainedSize);
    this.#byName = new Map(this.places.map(({ name, at, size }) => [name, this.state[0].part(at, size)]));
  }

  /** Length of weights and moments together. */
  get stateSize(): number {
    return this.size + 2 * this.trainedSize;
  }

  /** Weights of a parameter. */
  region(name: string): Region {
    const region = this.#byName.get(name);
    if (!region) throw new Error(`The model has no parameter ${name}`);
    return region;
  }
}
