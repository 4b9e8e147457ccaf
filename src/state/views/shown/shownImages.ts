/**
 * The images on show: those that the snapshots shown are of, which may be a subset of all that are evaluated. Anchor and selection mean
 * images, not places: they stay with them from one set to the other. Pure.
 */
import type { EvaluationImages, LabState, RunView } from '../../lab.types';
import { GUEST_ROW, guestIndex, guestIsAnchor } from '../guest/guest';

type Shown = Pick<LabState, 'evaluation' | 'evaluated' | 'anchor' | 'selected' | 'chosenRows' | 'guest'>;

const sameRows = (a: EvaluationImages | undefined, rows: Int32Array): boolean =>
  a !== undefined && a.rows.length === rows.length && a.rows.every((row, i) => row === rows[i]);

/** Whether these are the rows of all that are evaluated. */
export const areEvaluated = ({ evaluated }: Pick<LabState, 'evaluated'>, rows: Int32Array): boolean => sameRows(evaluated, rows);

/** Other images are evaluated, or the same as before; all of them are on show. A selection means nothing among other images. */
export function withEvaluated(before: Shown, evaluated: EvaluationImages | undefined, anchor = 0): Partial<LabState> {
  if (evaluated && sameRows(before.evaluated, evaluated.rows)) return shown(before, before.evaluated!);
  return { evaluated, evaluation: evaluated, anchor, chosenRows: undefined, hovered: undefined, selected: undefined };
}

/** The images that these runs show. */
export function withImagesOf(before: Shown, runs: readonly Pick<RunView, 'snapshot'>[]): Partial<LabState> {
  const { evaluated } = before;
  const subset = runs.find(({ snapshot }) => snapshot)?.snapshot?.subset;
  if (!evaluated) return {};
  return shown(before, subset?.of === evaluated.rows.length ? among(evaluated, subset.places) : evaluated);
}

/** An experiment has one subset: its labels stay the same object, and with it what was derived from them. */
const subsets = new WeakMap<EvaluationImages, EvaluationImages>();

function among(all: EvaluationImages, places: Int32Array): EvaluationImages {
  const rows = places.map((place) => all.rows[place]!);
  const known = subsets.get(all);
  if (known && sameRows(known, rows)) return known;
  const made = { rows, labels: places.map((place) => all.labels[place]!) };
  subsets.set(all, made);
  return made;
}

function shown(before: Shown, evaluation: EvaluationImages): Partial<LabState> {
  if (before.evaluation === evaluation) return {};
  const chosen = before.chosenRows ?? chosenIn(before);
  const places = new Map(Array.from(evaluation.rows, (row, place) => [row, place] as const));
  // Behind the images of either set.
  if (before.guest) places.set(GUEST_ROW, guestIndex(evaluation));
  const selected = chosen?.selected?.flatMap((row) => places.get(row) ?? []);
  const found = chosen !== undefined && places.has(chosen.anchor) && selected?.length === chosen.selected?.length;
  return {
    evaluation,
    anchor: chosen ? (places.get(chosen.anchor) ?? standIn(before, chosen.anchor, evaluation)) : 0,
    chosenRows: found ? undefined : chosen,
    hovered: undefined,
    selected: selected && selected.length > 0 ? new Set(selected) : undefined,
  };
}

function chosenIn({ evaluation, anchor, selected, guest }: Shown): LabState['chosenRows'] {
  const row = evaluation?.rows[anchor] ?? (guestIsAnchor({ guest, evaluation, anchor }) ? GUEST_ROW : undefined);
  if (row === undefined) return undefined;
  return { anchor: row, ...(selected ? { selected: [...selected].flatMap((place) => evaluation?.rows[place] ?? []) } : {}) };
}

/** Index of the anchor that was chosen among all evaluated images; undefined where these are not known. */
export function evaluatedAnchor({ evaluated, evaluation, anchor, chosenRows }: Shown): number | undefined {
  const row = chosenRows?.anchor ?? evaluation?.rows[anchor];
  const place = evaluated && row !== undefined ? evaluated.rows.indexOf(row) : -1;
  return place < 0 ? undefined : place;
}

/** Another image of the anchor's class, where there is one. */
function standIn({ evaluated, evaluation }: Shown, row: number, now: EvaluationImages): number {
  const all = evaluated ?? evaluation;
  const label = all?.labels[all.rows.indexOf(row)];
  return Math.max(0, label === undefined ? 0 : now.labels.indexOf(label));
}
