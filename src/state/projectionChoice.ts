/** The projections chosen, kept between visits. */
import { IN_BALL, ON_SPHERE } from '../core/projection/methodNames';
import type { ProjectionMethod } from '../engine/protocol';

export interface ChosenMethods {
  ball: ProjectionMethod;
  sphere: ProjectionMethod;
}

const KEY = 'negative-space.projections';

/** What was chosen last; PCA where nothing was, where it is not known any more, and where storage is forbidden. */
export function readMethods(): ChosenMethods {
  const chosen: ChosenMethods = { ball: IN_BALL[0], sphere: ON_SPHERE[0] };
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
