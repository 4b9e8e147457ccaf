import { useDeferredValue, useMemo } from 'react';
import { diskSpace, ordinal, restExtent, sphereSpace, useTheme, gradientShare, type ScatterScene } from '../../plots';
import { keepsRadius } from '../../core/projection/methodNames';
import type { ProjectedPoints } from '../../core/projection/points';
import { useColouring, useLab } from '../../state/LabProvider';
import { rankIn, whatIfHead, type Ranking } from '../../state/views/selection';
import { useGuestPlace } from '../../state/views/guest/useGuestPlace';
import { useAnchor, useAnchorViews, useNames, usePainter, useRankings, type StillRun } from '../../state/views/useSelection';
import { joinedBy } from './guest';
import { usePointColours, usePresence, useTree } from './useColouring';

const NO_POINTS = new Float32Array(0);
const SPHERE = sphereSpace();

/** What the undisturbed view of a disk shows: up to the outermost ring that points can reach, or to the boundary of the ball. */
export type Framing = 'reach' | 'whole ball';

/** How far from the centre of the disk the outermost point lies, in hundredths: finer, rings would be drawn anew for nothing. */
function reachOf(points: Float32Array): number {
  let furthest = 0;
  for (let i = 0; i < points.length; i += 2) furthest = Math.max(furthest, points[i]! ** 2 + points[i + 1]! ** 2);
  return Math.ceil(Math.sqrt(furthest) * 100) / 100;
}

/** The picture of one run: its points, and the anchor with its neighbourhood in this run. */
export function useScene(run: StillRun, framing: Framing, projection: ProjectedPoints | undefined): ScatterScene {
  const { snapshot } = run;
  const evaluation = useLab((lab) => lab.evaluation);
  const images = usePainter();
  const guest = useLab((lab) => lab.guest);
  const place = useGuestPlace(snapshot, projection);
  const anchor = useAnchor();
  const hovered = useLab((lab) => lab.hovered);
  const k = useLab((lab) => lab.k);
  const selected = useLab((lab) => lab.selected);
  const lassoing = useColouring((state) => state.lassoing);
  const presenceOfAll = usePresence();
  const { classOf, placeOf } = useNames();
  const theme = useTheme();
  const rankings = useRankings();
  const own = useMemo<Ranking[]>(() => rankings.filter((ranking) => ranking.run === run.id && !ranking.other), [rankings, run.id]);
  const [view] = useAnchorViews(own);

  const { c, clipRadius } = snapshot?.head ?? run.head;
  const whatIf = useDeferredValue(useLab((lab) => lab.whatIf));
  const supposed = whatIfHead(run, snapshot?.head ?? run.head, whatIf);
  const differs = supposed && (supposed.c !== c || supposed.clipRadius !== clipRadius);
  const [ghostC, ghostClip] = differs ? [supposed.c, supposed.clipRadius] : [];
  const reach = useMemo(() => (projection && !keepsRadius(projection.method) ? reachOf(projection.points) : undefined), [projection]);
  const space = useMemo(() => {
    if (run.geometry === 'spherical') return SPHERE;
    const ghost = reach !== undefined || ghostC === undefined || ghostClip === undefined ? undefined : { c: ghostC, clipRadius: ghostClip };
    // What is supposed is within sight.
    const sight = ghost && Math.max(restExtent(clipRadius, c), restExtent(ghost.clipRadius, ghost.c));
    return diskSpace({ c, clipRadius, reach, extent: framing === 'whole ball' ? 1 : sight, ghost });
  }, [run.geometry, c, clipRadius, reach, framing, ghostC, ghostClip]);

  const n = snapshot?.n ?? 0;
  const presence = presenceOfAll?.length === n ? presenceOfAll : undefined;
  const treeOfAll = useTree(presenceOfAll);
  // The labels may be those of another image set for a moment.
  const tree = evaluation?.labels.length === n && treeOfAll && treeOfAll.nodes.length > 0 ? treeOfAll : undefined;
  const { colours, colourOf } = usePointColours(run, view);
  // A guest stands among the points once its place is known.
  const isGuest = guest !== undefined && anchor === n;
  const shown = view && snapshot && (!isGuest || place) ? view : undefined;
  const positives = useMemo(() => (shown ? [...shown.positives] : []), [shown]);
  const negatives = useMemo(
    () => (shown ? Array.from(shown.negatives.subarray(0, k), (index, rank) => ({ index, weight: shown.weights?.[rank] ?? 0 })) : []),
    [shown, k],
  );

  return useMemo(() => {
    const describe = (index: number): string[] => {
      const name = classOf(index);
      if (index === anchor) return [name, isGuest ? 'guest' : 'anchor'];
      if (index === n) return [name, 'guest'];
      const rank = shown && rankIn(shown, index);
      if (shown && rank === undefined) return [name, 'positive'];
      if (rank === undefined || rank > 99) return [name, placeOf(index).split(', ')[0] ?? ''].filter(Boolean);
      const p = shown?.weights?.[rank - 1];
      return [name, `${ordinal(rank)} negative`, ...(p === undefined ? [] : [`p ${gradientShare(p)}`])];
    };
    const scene: ScatterScene = {
      space,
      points: projection?.points ?? NO_POINTS,
      n,
      colourOf,
      colours,
      presence,
      selected,
      tree,
      lassoing,
      images,
      rows: evaluation?.rows ?? [],
      anchor: shown ? anchor : undefined,
      positives,
      negatives,
      hovered,
      describe,
      theme,
    };
    return guest && place ? joinedBy(scene, place) : scene;
  }, [
    guest,
    isGuest,
    place,
    space,
    projection,
    n,
    colourOf,
    colours,
    presence,
    selected,
    tree,
    lassoing,
    images,
    evaluation,
    anchor,
    shown,
    positives,
    negatives,
    hovered,
    theme,
    classOf,
    placeOf,
  ]);
}
