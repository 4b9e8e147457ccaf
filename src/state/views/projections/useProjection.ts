/** The picture of a run as the chosen projection has it. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { methodsFor } from '../../../core/projection/methodNames';
import type { ProjectedPoints, ProjectionMethod } from '../../../core/projection/points';
import { useViewStores } from '../../LabProvider';
import { methodIn } from './projections';
import type { StillRun } from '../useSelection';

export interface RunProjection {
  /** What to draw: the chosen picture, what there is of it, or until there is something the one that came with the snapshot. */
  picture: ProjectedPoints;
  /** The one chosen. */
  method: ProjectionMethod;
  /** What there is to choose from. */
  methods: readonly ProjectionMethod[];
  /** Share of the work done while it is being drawn. */
  progress?: number;
  /** The picture was laid out for the embedding of another step: until the present one has formed, it is not to pass for it. */
  layoutOf?: number;
  choose: (method: ProjectionMethod) => void;
}

/** undefined before the first snapshot. */
export function useProjection({ id, snapshot }: Pick<StillRun, 'id' | 'snapshot'>): RunProjection | undefined {
  const { projections: projectionStore } = useViewStores();
  const chosen = useStore(projectionStore, (state) => state.chosen);
  const forming = useStore(projectionStore, (state) => state.forming[id]);
  const { choose, show, done, soFar } = projectionStore.getState();
  const method = snapshot && methodIn(chosen, snapshot);
  useEffect(() => {
    if (snapshot) show(snapshot);
  }, [snapshot, method, show]);
  if (!snapshot || !method) return undefined;
  const ready = done(snapshot, method);
  const before = ready ? undefined : soFar(snapshot, method);
  return {
    picture: ready ?? before?.picture ?? snapshot.projection,
    method,
    methods: methodsFor(snapshot.geometry, snapshot.d),
    ...(ready || !forming ? {} : { progress: forming.progress }),
    ...(before && before.step !== snapshot.step ? { layoutOf: before.step } : {}),
    choose,
  };
}
