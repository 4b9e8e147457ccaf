/**
 * Which projection the disks and the spheres are drawn by, and the pictures by it: those of the default come with every snapshot, the
 * others are drawn in a worker, for what is looked at, and are kept for when it is looked at again.
 */
import { createStore, type StoreApi } from 'zustand';
import { messageOf } from '../../../core/errors';
import { methodsFor } from '../../../core/projection/methodNames';
import type { DrawOptions, PictureOrder } from '../../../engine/projections';
import type { RunSnapshot } from '../../../core/evaluation/snapshot';
import type { ProjectedPoints, ProjectionMethod } from '../../../core/projection/points';
import type { LabState } from '../../lab.types';
import { keepMethods, readMethods, type ChosenMethods } from './projectionChoice';

/** `engine/projections.ts` on the page, a fake in the tests. */
export interface ProjectionPort {
  draw(order: PictureOrder, options?: DrawOptions): Promise<ProjectedPoints>;
  placeGuest(order: PictureOrder, guest: Float32Array, signal?: AbortSignal): Promise<Float32Array>;
}

/** A picture that is being drawn. */
export interface Forming {
  /** Names snapshot and method. */
  key: string;
  /** Share of the work done. */
  progress: number;
}

/** A layout that is carried on, and the step whose embedding it was made for. */
export interface LastLayout {
  picture: ProjectedPoints;
  step: number;
}

export interface ProjectionState {
  /** One choice for all disks, one for all spheres. */
  chosen: ChosenMethods;
  /** By id of the run. */
  forming: Record<string, Forming>;
  choose(method: ProjectionMethod): void;
  /** Sees to it that the chosen picture of a snapshot that is looked at gets drawn. What is in the way is withdrawn. */
  show(snapshot: RunSnapshot): void;
  /** The picture of a snapshot by a method, where it is done. */
  done(snapshot: RunSnapshot, method: ProjectionMethod): ProjectedPoints | undefined;
  /** What there is to see until then: the run's last layout by the method, and what has become of it by now. undefined: nothing yet. */
  soFar(snapshot: RunSnapshot, method: ProjectionMethod): LastLayout | undefined;
  /** The picture of a snapshot by any method of its geometry, drawn if need be. Rejects with RangeError for another method. */
  picture(snapshot: RunSnapshot, method: ProjectionMethod): Promise<ProjectedPoints>;
  /** Where a row of features that is none of the snapshot's lies in a picture of it: [dimensions]. */
  placeGuest(snapshot: RunSnapshot, picture: ProjectedPoints, guest: Float32Array, signal?: AbortSignal): Promise<Float32Array>;
}

export type ProjectionStore = StoreApi<ProjectionState>;

/** Pictures kept, over all runs. */
const MOST_KEPT = 200;

/** What of the page the projections hang on. */
type Lab = Pick<StoreApi<Pick<LabState, 'evaluation' | 'notify'>>, 'getState'>;

/** The method that a snapshot is drawn by. Pictures that came with it are drawn on any machine, unless another method has been chosen. */
export const methodIn = (
  chosen: ChosenMethods,
  { geometry, d, layouts }: Pick<RunSnapshot, 'geometry' | 'd' | 'layouts'>,
): ProjectionMethod => {
  const methods = methodsFor(geometry, d);
  const wanted = (chosen.byDefault && layouts?.[0]?.method) || (geometry === 'spherical' ? chosen.sphere : chosen.ball);
  return methods.includes(wanted) ? wanted : methods[0]!;
};

/** A snapshot that has been put away and opened again is another object; what was measured of it is the same. */
const nameOf = ({ run, step, n, d, norms, retrieval }: RunSnapshot): string =>
  [run, step, n, d, norms.mean, retrieval.recallAt[1], retrieval.queries].join(' ');

/** @param chosen the choice to begin with */
export function createProjectionStore(
  lab: Lab,
  port: () => Promise<ProjectionPort>,
  chosen: ChosenMethods = readMethods(),
): ProjectionStore {
  /** Oldest first. */
  const kept = new Map<string, ProjectedPoints>();
  /** The last picture of each run by each method, to carry on. */
  const last = new Map<string, LastLayout>();
  const underWay = new Map<string, AbortController>();
  let images: LabState['evaluation'];

  /** The run's last picture by a method; one of other images is nothing to carry on. */
  const lastOf = ({ run, projection }: RunSnapshot, method: ProjectionMethod): LastLayout | undefined => {
    const { evaluation } = lab.getState();
    if (evaluation !== images) last.clear();
    images = evaluation;
    const found = last.get(`${run} ${method}`);
    return found?.picture.points.length === projection.points.length ? found : undefined;
  };

  const keep = (key: string, picture: ProjectedPoints) => {
    kept.delete(key);
    kept.set(key, picture);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  };

  const draw = async (snapshot: RunSnapshot, method: ProjectionMethod, channel: string, options: DrawOptions) => {
    const { features, n, d, geometry, head } = snapshot;
    const start = lastOf(snapshot, method)?.picture ?? snapshot.projection;
    const { signal } = options;
    const worker = await port();
    signal?.throwIfAborted();
    const picture = await worker.draw({ channel, method, geometry, head, features, n, d, start }, options);
    keep(`${nameOf(snapshot)} ${method}`, picture);
    last.set(`${snapshot.run} ${method}`, { picture, step: snapshot.step });
    return picture;
  };

  return createStore<ProjectionState>()((set, get) => {
    const settle = (run: string, now?: Forming) => {
      const { [run]: before, ...others } = get().forming;
      if (now ?? before) set({ forming: now ? { ...others, [run]: now } : others });
    };
    const withdraw = (run: string) => {
      underWay.get(run)?.abort();
      underWay.delete(run);
      settle(run);
    };
    return {
      chosen,
      forming: {},

      choose: (method) => {
        const on: keyof ChosenMethods = methodsFor('spherical', Infinity).includes(method) ? 'sphere' : 'ball';
        const { ball, sphere } = get().chosen;
        const chosen = { ball, sphere, [on]: method };
        keepMethods(chosen);
        set({ chosen });
      },

      done: (snapshot, method) => {
        if (method === 'none' || method === snapshot.projection.method) return snapshot.projection;
        return snapshot.layouts?.find((layout) => layout.method === method) ?? kept.get(`${nameOf(snapshot)} ${method}`);
      },

      soFar: lastOf,

      show: (snapshot) => {
        const { run } = snapshot;
        const method = methodIn(get().chosen, snapshot);
        const key = `${nameOf(snapshot)} ${method}`;
        if (get().forming[run]?.key === key) return;
        withdraw(run);
        const ready = get().done(snapshot, method);
        if (ready) return void last.set(`${run} ${method}`, { picture: ready, step: snapshot.step });
        const order = new AbortController();
        underWay.set(run, order);
        settle(run, { key, progress: 0 });
        const onForming: DrawOptions['onForming'] = (progress, picture) => {
          if (underWay.get(run) !== order) return;
          if (picture) last.set(`${run} ${method}`, { picture, step: snapshot.step });
          settle(run, { key, progress });
        };
        draw(snapshot, method, run, { onForming, signal: order.signal })
          .catch((error: unknown) => {
            if (underWay.get(run) === order) lab.getState().notify('error', messageOf(error));
          })
          .finally(() => underWay.get(run) === order && withdraw(run));
      },

      placeGuest: async (snapshot, start, guest, signal) => {
        const { features, n, d, geometry, head, run } = snapshot;
        const worker = await port();
        signal?.throwIfAborted();
        return worker.placeGuest({ channel: `${run} guest`, method: start.method, geometry, head, features, n, d, start }, guest, signal);
      },

      picture: async (snapshot, method) => {
        const methods = methodsFor(snapshot.geometry, snapshot.d);
        if (!methods.includes(method))
          throw new RangeError(`There is no projection “${method}” of this run; there are ${methods.join(', ')}`);
        return get().done(snapshot, method) ?? draw(snapshot, method, `${snapshot.run} by ${method}`, {});
      },
    };
  });
}
