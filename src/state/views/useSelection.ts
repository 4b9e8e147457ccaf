/**
 * The linked selection as views read it: the same derived objects for every view that asks.
 * What hangs on a snapshot is deferred: a new one means distances to all images and pictures drawn anew, and React does that in
 * slices, between which the page answers.
 */
import { useDeferredValue, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RunView, ThumbnailSource } from '../lab.types';
import type { HeadConfig } from '../../core/configuration/schema';
import { useLab } from '../LabProvider';
import { guestIndex, viewAround, withGuestImage } from './guest/guest';
import { rankingsOf, whatIfHead, type AnchorView, type Ranking } from './selection';

/** Rankings of the runs shown; the same array until a snapshot changes. */
export function useRankings(): Ranking[] {
  const snapshots = useDeferredValue(useLab(useShallow((lab) => lab.runs.map((run) => run.snapshot))));
  const names = useDeferredValue(useLab(useShallow((lab) => lab.runs.map((run) => run.name))));
  return useMemo(() => rankingsOf(snapshots.map((snapshot, i) => ({ snapshot, name: names[i] }))), [snapshots, names]);
}

/** Of runs that are recorded beside those on show; the same array until a snapshot changes. */
export function useControlRankings(): Ranking[] {
  const snapshots = useDeferredValue(useLab(useShallow((lab) => lab.controls.map((run) => run.snapshot))));
  const names = useDeferredValue(useLab(useShallow((lab) => lab.controls.map((run) => run.name))));
  return useMemo(() => snapshots.flatMap((snapshot, i) => rankingsOf([{ snapshot, name: names[i] }]).slice(0, 1)), [snapshots, names]);
}

/** A run without its curves, which change with every step. */
export type StillRun = Pick<RunView, 'id' | 'name' | 'geometry' | 'config' | 'head' | 'snapshot'>;

/** What a view of one run shows; another object only when something of it has changed. */
export function useRun(id: string): StillRun | undefined {
  return useDeferredValue(
    useLab(
      useShallow((lab): StillRun | undefined => {
        const run = lab.runs.find((candidate) => candidate.id === id);
        return run && { id: run.id, name: run.name, geometry: run.geometry, config: run.config, head: run.head, snapshot: run.snapshot };
      }),
    ),
  );
}

/**
 * The anchor as the views show it, deferred like the snapshots: distances to all images, tiles and curves are drawn in slices. Views
 * that show what follows from it take it from here, so that they change together.
 */
export function useAnchor(): number {
  return useDeferredValue(useLab((lab) => lab.anchor));
}

/** The anchor's neighbourhood in each ranking, in their order; undefined where the image set is not the snapshot's. */
export function useAnchorViews(rankings: readonly Ranking[]): (AnchorView | undefined)[] {
  const evaluation = useLab((lab) => lab.evaluation);
  const guest = useLab((lab) => lab.guest);
  const anchor = useAnchor();
  return useMemo(
    () => rankings.map((ranking) => viewAround({ guest, evaluation }, ranking, anchor)),
    [rankings, evaluation, guest, anchor],
  );
}

/** The anchor's neighbourhood as the sliders would have it. */
export interface SupposedView {
  view: AnchorView | undefined;
  /** The head that is supposed; undefined where no slider reaches the run: then the view is what was measured. */
  wanted: HeadConfig | undefined;
}

/**
 * As `useAnchorViews`, under the what-if values of the sliders: p(x⁻) of each run, its distances, and its order where τ, λ or c change
 * it. The embedding is the one measured.
 */
export function useSupposedViews(rankings: readonly Ranking[]): SupposedView[] {
  const evaluation = useLab((lab) => lab.evaluation);
  const guest = useLab((lab) => lab.guest);
  const configs = useLab(useShallow((lab) => lab.runs.map((run) => run.config)));
  const whatIf = useDeferredValue(useLab((lab) => lab.whatIf));
  const anchor = useAnchor();
  return useMemo(
    () =>
      rankings.map((ranking) => {
        const config = configs.find(({ id }) => id === ranking.run);
        const wanted = config && whatIfHead({ geometry: ranking.geometry, config }, ranking.head, whatIf);
        return { wanted, view: viewAround({ guest, evaluation }, ranking, anchor, wanted) };
      }),
    [rankings, configs, whatIf, evaluation, guest, anchor],
  );
}

export interface EvaluationNames {
  /** `cat`. */
  classOf: (index: number) => string;
  /** `animals nature, animal mammal`; empty in a flat image set. */
  placeOf: (index: number) => string;
}

/** What the evaluation images are called. */
export function useNames(): EvaluationNames {
  const evaluation = useLab((lab) => lab.evaluation);
  const imageSet = useLab((lab) => lab.imageSet);
  const guest = useLab((lab) => lab.guest);
  return useMemo(() => {
    const classAt = (index: number) => imageSet?.classes[evaluation?.labels[index] ?? -1];
    const isGuest = (index: number) => guest !== undefined && evaluation !== undefined && index === guestIndex(evaluation);
    return {
      classOf: (index) => classAt(index)?.name ?? (isGuest(index) ? guest!.name : `image ${index + 1}`),
      placeOf: (index) => (classAt(index)?.path.split('/').slice(0, -1) ?? []).map((part) => part.replace(/[-_]+/g, ' ')).join(', '),
    };
  }, [evaluation, imageSet, guest]);
}

/** Draws the images of the set, and the guest under its row (`imageRow`). */
export function usePainter(): ThumbnailSource | undefined {
  const thumbnails = useLab((lab) => lab.thumbnails);
  const guest = useLab((lab) => lab.guest);
  return withGuestImage(thumbnails, guest);
}
