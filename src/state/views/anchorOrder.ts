/**
 * In which order one goes through the anchors: the panel of hard negatives ranks them, or another view lists some; buttons and keys
 * follow.
 */
import { createStore, type StoreApi } from 'zustand';
import type { LabState } from '../lab.types';

/** `list`: the anchors that a view has put together. */
export type AnchorOrder = 'index' | 'disagreement' | 'weight' | 'wrong' | 'list';

/** Nothing has to be ranked for it. */
export const isGiven = (order: AnchorOrder): boolean => order === 'index' || order === 'list';

export interface AnchorOrderState {
  order: AnchorOrder;
  /** Anchors in the order chosen, as far as they are ranked; undefined = as the images stand. */
  sequence: Int32Array | undefined;
  /** All anchors are ranked: the sequence will not change as long as the snapshots stay. */
  whole: boolean;
  /** What the anchors of a list have in common: `oak – maple`. */
  words?: string;
  /** Labels of the images that a list is of: of others it is none. */
  of?: Int32Array;
  choose(order: AnchorOrder): void;
  publish(sequence: Int32Array | undefined, whole: boolean): void;
  /** Goes through these anchors, in this order. */
  list(sequence: Int32Array, words: string, of: Int32Array): void;
}

export type AnchorOrderStore = StoreApi<AnchorOrderState>;

export const createAnchorOrder = (): AnchorOrderStore =>
  createStore<AnchorOrderState>()((set) => ({
    order: 'index',
    sequence: undefined,
    whole: false,
    // What was ranked by another order is none of this one.
    choose: (order) => set({ order, sequence: undefined, whole: false, words: undefined, of: undefined }),
    publish: (sequence, whole) => set({ sequence, whole }),
    list: (sequence, words, of) => set({ order: 'list', sequence, whole: true, words, of }),
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
  const { evaluation, selectAnchor } = lab.getState();
  const [first] = anchors;
  if (first === undefined || !evaluation) return;
  anchorOrder.getState().list(anchors, words, evaluation.labels);
  selectAnchor(first);
}
