/** The projections chosen, kept between visits. */
import { IN_BALL, ON_SPHERE } from '../core/projection/methodNames';
import type { ProjectionMethod } from '../core/projection/points';

export interface ChosenMethods {
  ball: ProjectionMethod;
  sphere: ProjectionMethod;
}

const KEY = 'negative-space.projections';
/** From so many cores on, drawing neighbour embeddings takes nothing from training. */
const CORES = 4;

/**
 * What is drawn as long as nothing has been chosen: neighbours, which keep several times as many of them as PCA does, where there are
 * cores to spare; PCA, which comes with every snapshot, where training needs them all.
 */
export function defaultMethods(cores: number): ChosenMethods {
  return cores >= CORES ? { ball: 'hyperbolic neighbours', sphere: 'spherical neighbours' } : { ball: IN_BALL[0], sphere: ON_SPHERE[0] };
}

/** What was chosen last; the default where nothing was, where it is not known any more, and where storage is forbidden. */
export function readMethods(cores = globalThis.navigator?.hardwareConcurrency ?? 1): ChosenMethods {
  const chosen = defaultMethods(cores);
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof ChosenMethods, string>>;
    return {
      ball: IN_BALL.find((method) => method === stored.ball) ?? chosen.ball,
      sphere: ON_SPHERE.find((method) => method === stored.sphere) ?? chosen.sphere,
    };
  } catch {
    return chosen;
  }
}

export function keepMethods(chosen: ChosenMethods): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // Nothing to do: they last as long as the page.
  }
}
