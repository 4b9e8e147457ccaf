/** `lab.projection`: the picture of a run as numbers, by any of its methods. */
import { methodsFor } from '../../core/projection/methodNames';
import type { ProjectionMethod } from '../../core/projection/points';
import type { LabStore } from '../../state/labStore';
import { methodIn, type ProjectionStore } from '../../state/views/projections/projections';
import { runMeant } from './labRuns';
import type { Shaped } from './shaped';

export interface LabProjection {
  step: number;
  method: ProjectionMethod;
  /** [n, 2] in the unit disk (scaled by √c), or [n, 3] on the unit sphere. */
  points: Shaped<Float32Array>;
  /** Share of the 10 nearest neighbours that the picture keeps. */
  neighboursKept: number;
  /** Mean |d′/d·s − 1| over pairs, d geodesic in the embedding and d′ in the picture, s the scale that makes it least. */
  distortion: number;
}

export interface LabProjections {
  /**
   * The picture of the snapshot shown of a run (its id, or its name), computed if need be; of a run without one, of a snapshot taken for it.
   * @param options.method the one chosen on the page unless told. Rejects with RangeError naming those there are
   */
  projection(run: string, options?: { method?: ProjectionMethod }): Promise<LabProjection>;
}

export function createLabProjections({ getState, conductor }: LabStore, projections: ProjectionStore): LabProjections {
  return {
    projection: async (run, { method } = {}) => {
      const meant = runMeant(getState().runs, run);
      const snapshot = meant.snapshot ?? (await conductor.session.snapshot(meant.id));
      const methods = methodsFor(snapshot.geometry, snapshot.d);
      if (method !== undefined && !methods.includes(method))
        throw new RangeError(`There is no projection “${method}” of “${meant.name}”; there are ${methods.join(', ')}`);
      const wanted = method ?? methodIn(projections.getState().chosen, snapshot);
      const { points, dimensions, neighboursKept, distortion, method: by } = await projections.getState().picture(snapshot, wanted);
      return {
        step: snapshot.step,
        method: by,
        points: { data: points.slice(), shape: [snapshot.n, dimensions] },
        neighboursKept,
        distortion,
      };
    },
  };
}
