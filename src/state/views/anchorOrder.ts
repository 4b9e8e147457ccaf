/**
 * In which order one goes through the anchors: the panel of hard negatives ranks them, or another view lists some; buttons and keys
 * follow.
 */
import { createStore, type StoreApi } from 'zustand';
import type { EvaluationImages, LabState } from '../lab.types';

/** `list`: the anchors that a view has put together. */
export type AnchorOrder = 'index' | 'disagreement' | 'weight' | 'wrong' | 'list';

/** Nothing has to be ranked for it. */
export const isGiven = (order: AnchorOrder): boolean => order === 'index' || order === 'list';

/** The images on show, of those that are evaluated. */
type ImagesShown = Pick<LabState, 'evaluation' | 'evaluated'>;
const allOf = ({ evaluation, evaluated }: ImagesShown) => evaluated ?? evaluation;

export interface AnchorOrderState {
  order: AnchorOrder;
  /** Anchors in the order chosen, as far as they are ranked; undefined = as the images stand. */
  sequence: Int32Array | undefined;
  /** All anchors are ranked: the sequence will not change as long as the snapshots stay. */
  whole: boolean;
  /** What the anchors of a list have in common: `oak – maple`. */
  words?: string;
  /** Rows of the images of a list, and those that were evaluated: among others it is none. */
  listed?: { rows: Int32Array; of: EvaluationImages };
  choose(order: AnchorOrder): void;
  publish(sequence: Int32Array | undefined, whole: boolean): void;
  /** Goes through these anchors, in this order. */
  list(sequence: Int32Array, words: string, shown: ImagesShown): void;
  /** Other images are on show: a list keeps those of its own that are among them, and ends where others are evaluated. */
  follow(shown: ImagesShown): void;
}

export type AnchorOrderStore = StoreApi<AnchorOrderState>;

export const createAnchorOrder = (): AnchorOrderStore =>
  createStore<AnchorOrderState>()((set, get) => ({
    order: 'index',
    sequence: undefined,
    whole: false,
    // What was ranked by another order is none of this one.
    choose: (order) => set({ order, sequence: undefined, whole: false, words: undefined, listed: undefined }),
    publish: (sequence, whole) => set({ sequence, whole }),
    list: (sequence, words, shown) => {
      const of = allOf(shown);
      if (!of) return;
      const rows = sequence.map((index) => shown.evaluation?.rows[index] ?? -1);
      set({ order: 'list', sequence, whole: true, words, listed: { rows, of } });
    },
    follow: (shown) => {
      const { order, listed, sequence, choose } = get();
      if (order !== 'list' || !shown.evaluation) return;
      if (!listed || listed.of !== allOf(shown)) return choose('index');
      const places = new Map(Array.from(shown.evaluation.rows, (row, place) => [row, place] as const));
      const there = Int32Array.from([...listed.rows].flatMap((row) => places.get(row) ?? []));
      if (there.length !== sequence?.length || there.some((place, i) => place !== sequence[i])) set({ sequence: there });
    },
  }));

/** The anchor `by` places on from this one, round and round; from one that is not among them the first. undefined where there is none. */
export function anchorAfter(sequence: Int32Array | undefined, count: number, anchor: number, by: number): number | undefined {
  if (!sequence) return count > 0 ? (((anchor + by) % count) + count) % count : undefined;
  if (sequence.length === 0) return undefined;
  const place = sequence.indexOf(anchor);
  return sequence[place < 0 ? 0 : (((place + by) % sequence.length) + sequence.length) % sequence.length];
}

/** Previous (by = −1) and next (1), by button or key. */
export function moveAnchor(
  { lab, anchorOrder }: { lab: Pick<StoreApi<LabState>, 'getState'>; anchorOrder: AnchorOrderStore },
  by: number,
): void {
  const { anchor, evaluation, selectAnchor } = lab.getState();
  const next = anchorAfter(anchorOrder.getState().sequence, evaluation?.rows.length ?? 0, anchor, by);
  if (next !== undefined) selectAnchor(next);
}

/** Goes through some anchors from the first on, wherever they were put together. */
export function goThrough(
  { lab, anchorOrder }: { lab: Pick<StoreApi<LabState>, 'getState'>; anchorOrder: AnchorOrderStore },
  anchors: Int32Array,
  words: string,
): void {
  const { evaluation, evaluated, selectAnchor } = lab.getState();
  const [first] = anchors;
  if (first === undefined || !evaluation) return;
  anchorOrder.getState().list(anchors, words, { evaluation, evaluated });
  selectAnchor(first);
}
