/** The colours of the points as views read them. */
import { useDeferredValue, useMemo } from 'react';
import { RAMP_STEPS, REST_COLOUR, groupClasses, rampColours, useTheme, type ClassGroup, type Ramp } from '../../plots';
import { rowNorms } from '../../core/geometry/vector';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import { useColouring, useLab } from '../../state/LabProvider';
import { usePreferences } from '../../state/preferences';
import type { ColourBy } from '../../state/views/colouring';
import type { AnchorView } from '../../state/views/selection';
import { useRankings, type StillRun } from '../../state/views/useSelection';
import {
  WEIGHT_RAMP,
  choicesFor,
  classPresence,
  coloursOfNorms,
  coloursOfView,
  isMeasure,
  levelOf,
  rampOfNorms,
  rampOfRanks,
  type Choice,
  type PointColours,
} from './colouring';
import { classTree } from './tree';

const NO_CLASSES: readonly never[] = [];

/** What the points are coloured by, and what they could be. */
export function useColourBy(): { by: ColourBy; choices: Choice[] } {
  const classes = useLab((lab) => lab.imageSet?.classes) ?? NO_CLASSES;
  const wanted = useColouring((state) => state.by);
  return useMemo(() => {
    const choices = choicesFor(classes);
    // A level that this image set does not have gives way to the outermost it has.
    const by = choices.some((choice) => choice.by === wanted) && wanted ? wanted : choices[0]!.by;
    return { by, choices };
  }, [classes, wanted]);
}

/**
 * The choice as the points show it: thousands are coloured anew in slices, while the choice itself is seen at once. Of another image set
 * nothing has been drawn yet that could stay meanwhile.
 */
function useShownBy(): ColourBy {
  const classes = useLab((lab) => lab.imageSet?.classes) ?? NO_CLASSES;
  const { by } = useColourBy();
  const chosen = useMemo(() => ({ classes, by }), [classes, by]);
  const shown = useDeferredValue(chosen);
  return shown.classes === classes ? shown.by : by;
}

export interface ShownGroup extends ClassGroup {
  /** Indices of its evaluation images. */
  members: number[];
}

/** Groups of the evaluation images at the level in force, and the group of each image. */
export function useGroups(): { groups: ShownGroup[]; pointGroups: Uint16Array } {
  const classes = useLab((lab) => lab.imageSet?.classes) ?? NO_CLASSES;
  const labels = useLab((lab) => lab.evaluation?.labels);
  const by = useShownBy();
  return useMemo(() => {
    const { groups, groupOf } = groupClasses(classes, levelOf(by));
    const pointGroups = Uint16Array.from(labels ?? [], (label) => groupOf[label] ?? 0);
    const shown = groups.map((group): ShownGroup => ({ ...group, members: [] }));
    pointGroups.forEach((group, i) => shown[group]?.members.push(i));
    return { groups: shown, pointGroups };
  }, [classes, labels, by]);
}

/** Groups that are not drawn. */
export function useHidden(): ReadonlySet<string> {
  const hidden = usePreferences((chosen) => chosen.hiddenGroups);
  return useMemo(() => new Set(hidden), [hidden]);
}

/** [n] codes of PRESENCE; undefined where all are there. */
export function usePresence(): Uint8Array | undefined {
  const classes = useLab((lab) => lab.imageSet?.classes) ?? NO_CLASSES;
  const labels = useLab((lab) => lab.evaluation?.labels);
  const hidden = useDeferredValue(useHidden());
  const isolated = useDeferredValue(useColouring((state) => state.isolated));
  return useMemo(() => {
    const ofClass = classPresence(classes, hidden, isolated);
    return ofClass && labels && Uint8Array.from(labels, (label) => ofClass[label] ?? 0);
  }, [classes, labels, hidden, isolated]);
}

const normsOf = new WeakMap<RunSnapshot, Float64Array>();

/** [n] norms of the features of a snapshot. */
export function snapshotNorms(snapshot: RunSnapshot): Float64Array {
  let norms = normsOf.get(snapshot);
  if (!norms) normsOf.set(snapshot, (norms = rowNorms(snapshot.features, snapshot.n, snapshot.d)));
  return norms;
}

/** The ramp in force, one for all runs; undefined where colours stand for groups. */
export function useRamp(): Ramp | undefined {
  const by = useShownBy();
  const rankings = useRankings();
  const images = useLab((lab) => lab.evaluation?.rows.length ?? 0);
  // Norms change with every snapshot; the other ramps stand still.
  const measured = by === 'norm' ? rankings : undefined;
  return useMemo(() => {
    if (!isMeasure(by)) return undefined;
    if (by === 'weight') return WEIGHT_RAMP;
    if (by === 'rank') return rampOfRanks(images);
    return rampOfNorms((measured ?? []).filter(({ other }) => !other).map(({ snapshot }) => snapshotNorms(snapshot)));
  }, [by, images, measured]);
}

/** The colours of one run's points. */
export function usePointColours({ snapshot, geometry }: StillRun, view: AnchorView | undefined): PointColours {
  const by = useShownBy();
  const { groups, pointGroups } = useGroups();
  const ramp = useRamp();
  const theme = useTheme();
  const n = snapshot?.n ?? 0;
  // Groups may be more than a byte counts: their colours come back long before.
  const ofGroups = useMemo((): PointColours => {
    const colours = [...new Set(groups.map(({ colour }) => colour)), REST_COLOUR];
    const places = groups.map(({ colour }) => colours.indexOf(colour));
    // A stored snapshot can be there before the image set is: then all points are of one colour.
    if (pointGroups.length !== n) return { colours, colourOf: new Uint8Array(n).fill(colours.length - 1) };
    return { colours, colourOf: Uint8Array.from(pointGroups, (group) => places[group] ?? colours.length - 1) };
  }, [groups, pointGroups, n]);
  // Only what the measure in force hangs on: a new anchor recolours nothing where the colours are groups.
  const seen = by === 'weight' || by === 'rank' ? view : undefined;
  const measured = by === 'norm' ? snapshot : undefined;
  return useMemo(() => {
    if (!ramp || !isMeasure(by)) return ofGroups;
    const steps = rampColours(theme);
    if (by !== 'norm') return coloursOfView(by, seen, n, ramp, steps);
    if (!measured) return { colours: steps, colourOf: new Uint8Array(n).fill(RAMP_STEPS - 1) };
    const { clipRadius, hyperbolicInput } = measured.head;
    return coloursOfNorms(snapshotNorms(measured), { clipRadius: geometry === 'spherical' ? 0 : clipRadius, hyperbolicInput }, ramp, steps);
  }, [ramp, by, ofGroups, theme, seen, measured, n, geometry]);
}

/** Centroids and hierarchy over the points shown; undefined where neither is wanted. */
export function useTree(presence: Uint8Array | undefined) {
  const classes = useLab((lab) => lab.imageSet?.classes) ?? NO_CLASSES;
  const labels = useLab((lab) => lab.evaluation?.labels);
  const centroids = useDeferredValue(useColouring((state) => state.centroids));
  const hierarchy = useDeferredValue(useColouring((state) => state.hierarchy));
  return useMemo(() => {
    if (!labels || classes.length === 0 || !(centroids || hierarchy)) return undefined;
    return { nodes: classTree(classes, labels, presence), centroids, hierarchy };
  }, [classes, labels, presence, centroids, hierarchy]);
}
