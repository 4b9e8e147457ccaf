/**
 * A picture from outside the set as the anchor: `guestIndex` is its place behind the evaluation images, whose labels, rows and metrics
 * know nothing of it. In each run it counts as an image of the class of its nearest image: that class's images stand in for positives.
 */
export type { GuestPicture, LabGuest } from './guest.types';
import type { RunSnapshot } from '../../../core/evaluation/snapshot';
import { distancesFrom, embed } from '../../../core/geometry/vector';
import type { HeadConfig } from '../../../core/configuration/schema';
import type { EvaluationImages, LabState, ThumbnailSource } from '../../lab.types';
import type { LabGuest } from './guest.types';
import { anchorView, type AnchorView, type Ranking } from '../selection';

/** Row that its thumbnail is drawn by: no row of a store. */
export const GUEST_ROW = -1;

/** The index of the guest among the images on show. */
export const guestIndex = (evaluation: Pick<EvaluationImages, 'rows'>): number => evaluation.rows.length;

/** The anchor is the guest. */
export const guestIsAnchor = ({ guest, evaluation, anchor }: Pick<LabState, 'guest' | 'evaluation' | 'anchor'>): boolean =>
  guest !== undefined && evaluation !== undefined && anchor === guestIndex(evaluation);

/** Features of the guest by the weights of a snapshot; undefined where it was not embedded by them. */
export const guestFeatures = ({ number, features }: LabGuest, snapshot: RunSnapshot): Float32Array | undefined =>
  snapshot.guest?.number === number ? snapshot.guest.features : features.get(snapshot);

/** Row of the store of an image on show, or that of the guest. */
export const imageRow = ({ guest, evaluation }: Pick<LabState, 'guest' | 'evaluation'>, index: number): number =>
  evaluation?.rows[index] ?? (guest && evaluation && index === guestIndex(evaluation) ? GUEST_ROW : 0);

const painters = new WeakMap<LabGuest, { of: ThumbnailSource | undefined; painter: ThumbnailSource }>();

/** The thumbnails of the set, and the guest under its row. */
export function withGuestImage(thumbnails: ThumbnailSource | undefined, guest: LabGuest | undefined): ThumbnailSource | undefined {
  if (!guest) return thumbnails;
  const known = painters.get(guest);
  if (known?.of === thumbnails && known) return known.painter;
  const painter: ThumbnailSource = {
    size: thumbnails?.size ?? guest.size,
    draw: (context, row, x, y, side) => {
      if (row !== GUEST_ROW) return thumbnails?.draw(context, row, x, y, side) ?? false;
      context.drawImage(guest.image, x, y, side, side);
      return true;
    },
    onChange: (listener) => thumbnails?.onChange(listener) ?? (() => undefined),
  };
  painters.set(guest, { of: thumbnails, painter });
  return painter;
}

/** A ranking with the guest as its last row, and the labels of all rows. */
export interface GuestRanking {
  ranking: Ranking;
  labels: Int32Array;
}

const known = new WeakMap<RunSnapshot, Map<string, GuestRanking & { of: Int32Array; number: number }>>();

/** undefined where the guest was not embedded by the weights of the ranking's snapshot, or the labels are those of other images. */
export function guestRanking(ranking: Ranking, labels: Int32Array, guest: LabGuest): GuestRanking | undefined {
  const { snapshot, geometry, head } = ranking;
  const features = guestFeatures(guest, snapshot);
  const { n, d } = snapshot;
  if (!features || features.length !== d || labels.length !== n) return undefined;
  let made = known.get(snapshot);
  if (!made) known.set(snapshot, (made = new Map()));
  const found = made.get(ranking.id);
  if (found?.number === guest.number && found.of === labels) return found;
  const all = new Float32Array((n + 1) * d);
  all.set(snapshot.features);
  all.set(features, n * d);
  const distances = distancesFrom(n, embed(all, n + 1, d, geometry, head), head);
  let nearest = 0;
  for (let row = 1; row < n; row++) if (distances[row]! < distances[nearest]!) nearest = row;
  const extended = Int32Array.from({ length: n + 1 }, (_, row) => labels[row === n ? nearest : row]!);
  const answer = {
    ranking: { ...ranking, snapshot: { ...snapshot, features: all, n: n + 1 } },
    labels: extended,
    of: labels,
    number: guest.number,
  };
  made.set(ranking.id, answer);
  return answer;
}

/** As `anchorView`, of the guest too. */
export function viewAround(
  { guest, evaluation }: Pick<LabState, 'guest' | 'evaluation'>,
  ranking: Ranking,
  anchor: number,
  head?: HeadConfig,
): AnchorView | undefined {
  if (!evaluation) return undefined;
  if (!guest || anchor !== guestIndex(evaluation)) return anchorView(ranking, evaluation.labels, anchor, head);
  const extended = guestRanking(ranking, evaluation.labels, guest);
  return extended && anchorView(extended.ranking, extended.labels, anchor, head);
}
