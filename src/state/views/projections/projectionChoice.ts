/** The projections chosen, kept between visits. */
import { IN_BALL, ON_SPHERE } from '../../../core/projection/methodNames';
import type { ProjectionMethod } from '../../../core/projection/points';
import { preferences, usePreferences } from '../../preferences';

export interface ChosenMethods {
  ball: ProjectionMethod;
  sphere: ProjectionMethod;
  /** true: neither has been chosen; what a recording brings may take their place. */
  byDefault?: boolean;
}

/** From so many cores on, drawing neighbour embeddings takes nothing from training. */
const CORES = 4;

/**
 * What is drawn as long as nothing has been chosen: neighbours, which keep several times as many of them as PCA does, where there are
 * cores to spare; PCA, which comes with every snapshot, where training needs them all.
 */
export function defaultMethods(cores: number): ChosenMethods {
  return cores >= CORES
    ? { ball: 'hyperbolic neighbours', sphere: 'spherical neighbours', byDefault: true }
    : { ball: IN_BALL[0], sphere: ON_SPHERE[0], byDefault: true };
}

/** What was chosen last; the default where nothing was, and where it is not known any more. */
export function readMethods(cores = globalThis.navigator?.hardwareConcurrency ?? 1): ChosenMethods {
  const usual = defaultMethods(cores);
  const { projections } = preferences();
  const kept = (typeof projections === 'object' ? projections : {}) as Partial<Record<keyof ChosenMethods, unknown>> | null;
  const ball = IN_BALL.find((method) => method === kept?.ball);
  const sphere = ON_SPHERE.find((method) => method === kept?.sphere);
  return ball || sphere ? { ball: ball ?? usual.ball, sphere: sphere ?? usual.sphere } : usual;
}

export function keepMethods(projections: ChosenMethods): void {
  usePreferences.setState({ projections });
}
