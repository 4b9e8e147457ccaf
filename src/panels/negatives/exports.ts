/** The rows of hard negatives as a drawing of their own, with the images in it, and as a table. */
import {
  drawnUrls,
  element,
  fixed,
  gradientShare,
  text,
  type Attributes,
  type Cell,
  type Drawing,
  type Markup,
  type Table,
} from '../../plots';
import type { LabState, ThumbnailSource } from '../../state/lab.types';
import { guestIndex, imageRow, withGuestImage } from '../../state/views/guest/guest';
import { measureOf, type AnchorView, type Overlap, type Ranking } from '../../state/views/selection';
import type { PairOverlap } from '../../core/metrics/negatives/pairOverlap';
import { DEEPEST } from '../../core/metrics/retrieval/topK';

export interface ComparedRow {
  ranking: Ranking;
  view?: AnchorView;
  comparison?: Ranking;
  overlap?: Overlap;
}

const SIDE = 56;
const STEP = SIDE + 24;
const NAME = 108;
const RELATIVES = 3;
const ROW = SIDE + 52;
/** As many letters as fit under an image. */
const LETTERS = 12;

/** Side of the mark of what the other run lacks. */
const MARK = 16;

/** ∉ on a ground of its own, drawn: over an image letters of its colour are lost, and not every font has the sign. */
function absentMark(x: number, y: number, colour: string, ground: string): Markup[] {
  const stroke: Attributes = { fill: 'none', stroke: ground, 'stroke-width': 1.6, 'stroke-linecap': 'round' };
  return [
    element('rect', { x, y, width: MARK, height: MARK, rx: 3, fill: colour }),
    element('path', {
      d: `M${x + 11.5} ${y + 4}H${x + 8}a4 4 0 0 0 0 8h3.5M${x + 4.4} ${y + 8}h7.1M${x + 11} ${y + 2.4}L${x + 5.4} ${y + 13.6}`,
      ...stroke,
    }),
  ];
}

const shortened = (text: string) => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text);

const namesIn =
  ({ evaluation, imageSet, guest }: LabState) =>
  (index: number): string => {
    if (guest && evaluation && index === guestIndex(evaluation)) return guest.name;
    return imageSet?.classes[evaluation?.labels[index] ?? -1]?.name ?? `image ${index + 1}`;
  };

/** Anchor, positives and hard negatives of every run: one row each. */
export function negativesTable({ evaluation, imageSet, anchor }: LabState, rows: readonly ComparedRow[], k: number): Table {
  const image = (index: number): Cell[] => [index, evaluation?.rows[index], imageSet?.classes[evaluation?.labels[index] ?? -1]?.path];
  function* cells(): Generator<Cell[]> {
    for (const { ranking, view, comparison, overlap } of rows) {
      if (!view) continue;
      const measure = measureOf(ranking.geometry);
      yield [ranking.name, 'anchor', undefined, ...image(anchor), undefined, undefined, undefined, undefined, measure];
      for (let i = 0; i < view.positives.length; i++)
        yield [
          ranking.name,
          'positive',
          i + 1,
          ...image(view.positives[i] ?? -1),
          view.positiveDistances[i],
          undefined,
          undefined,
          undefined,
          measure,
        ];
      for (let i = 0; i < Math.min(k, view.negatives.length); i++) {
        const index = view.negatives[i] ?? -1;
        const absent = overlap ? (overlap.absent.has(index) ? 1 : 0) : undefined;
        yield [
          ranking.name,
          'negative',
          i + 1,
          ...image(index),
          view.distances[i],
          view.weights && 100 * (view.weights[i] ?? NaN),
          absent,
          comparison?.name,
          measure,
        ];
      }
    }
  }
  return {
    columns: [
      'run',
      'role',
      'rank',
      'index',
      'image',
      'class path',
      'distance',
      'p(x⁻) %',
      'absent from the other’s top k',
      'compared with',
      'measure',
    ],
    rows: cells(),
  };
}

/** Anchors by the number of hard negatives that two runs share, for every k. */
export function overlapTable(
  pairs: readonly { name: string; overlap?: PairOverlap; correlation?: { mean: number; anchors: number } | undefined }[],
): Table {
  return {
    columns: ['pair of runs', 'k', 'shared of the top k', 'anchors', 'mean rank correlation, Kendall τ_b', 'anchors of that'],
    rows: pairs.flatMap(({ name, overlap, correlation }) =>
      overlap
        ? Array.from({ length: DEEPEST }, (_, i) =>
            overlap
              .countsAt(i + 1)
              .counts.map((anchors, shared): Cell[] => [name, i + 1, shared, anchors, correlation?.mean, correlation?.anchors]),
          ).flat()
        : [],
    ),
  };
}

/** Mean share of the top k that two runs both have, for every k. */
export const shareTable = (lines: readonly { name: string; values: readonly number[] }[]): Table => ({
  columns: ['pair of runs', 'k', 'mean share of the top k in both'],
  rows: lines.flatMap(({ name, values }) => values.map((share, i): Cell[] => [name, i + 1, share])),
});

/** Longest wait for images that have not arrived yet, milliseconds. */
const PATIENCE = 3000;

/** Waits until all of these images can be drawn; those that do not come leave their place empty. */
function arrived(lab: LabState, thumbnails: ThumbnailSource | undefined, indices: readonly number[]): Promise<void> {
  if (!thumbnails) return Promise.resolve();
  const url = drawnUrls(thumbnails, 8);
  const missing = () => indices.some((index) => url(imageRow(lab, index)) === undefined);
  if (!missing()) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const stop = thumbnails.onChange(() => missing() || done());
    const timer = setTimeout(done, PATIENCE);
  });
}

/** The same as a picture. @param host where the tokens of the theme are read */
export async function negativesDrawing(lab: LabState, rows: readonly ComparedRow[], k: number, host: Element | null): Promise<Drawing> {
  if (!host || rows.length === 0) throw new Error('There are no hard negatives on the page yet.');
  const { anchor, guest } = lab;
  const thumbnails = withGuestImage(lab.thumbnails, guest);
  const nameOf = namesIn(lab);
  const style = getComputedStyle(host);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const listed = rows.flatMap(({ view }) => [...(view?.positives.slice(0, RELATIVES - 1) ?? []), ...(view?.negatives.slice(0, k) ?? [])]);
  await arrived(lab, thumbnails, [anchor, ...listed]);
  const url = drawnUrls(thumbnails, 2 * SIDE);

  const second: Attributes = { fill: token('ink-2'), 'font-size': 11 };
  const label = (x: number, y: number, content: string, more: Attributes = {}) =>
    text(x, y, content, { ...second, 'text-anchor': 'middle', ...more });
  const picture = (x: number, y: number, index: number, colour: string, wide: number): Markup[] => {
    const href = url(imageRow(lab, index));
    const box = { x, y, width: SIDE, height: SIDE };
    return [
      element('rect', { ...box, rx: 4, fill: '#ffffff' }),
      ...(href ? [element('image', { ...box, href })] : []),
      element('rect', { ...box, rx: 4, fill: 'none', stroke: colour, 'stroke-width': wide }),
    ];
  };
  const parts: Markup[] = [];
  rows.forEach(({ ranking, view, comparison, overlap }, at) => {
    if (!view) return;
    const y = at * ROW + 2;
    const accent = token(ranking.geometry);
    parts.push(text(0, y + 14, ranking.name, { fill: accent, 'font-size': 12, 'font-weight': 600 }));
    if (overlap && comparison)
      parts.push(text(0, y + 30, `shares ${overlap.shared} of ${overlap.of}`, second), text(0, y + 43, `with ${comparison.name}`, second));
    parts.push(...picture(NAME, y, anchor, token('ink'), 2), label(NAME + SIDE / 2, y + SIDE + 12, shortened(nameOf(anchor))));
    view.positives
      .slice(0, RELATIVES - 1)
      .forEach((index, i) => parts.push(...picture(NAME + (i + 1) * (SIDE + 8), y, index, token('positive'), 2)));
    const largest = view.weights?.[0] ?? 0;
    view.negatives.slice(0, k).forEach((index, i) => {
      const x = NAME + RELATIVES * (SIDE + 8) + 16 + i * STEP;
      const p = view.weights?.[i];
      const absent = overlap?.absent.has(index);
      parts.push(...picture(x, y, index, absent ? token('absent') : token('line-strong'), absent ? 2 : 1));
      if (absent) parts.push(...absentMark(x + SIDE - MARK, y, token('absent'), token('panel')));
      parts.push(label(x + SIDE / 2, y + SIDE + 12, shortened(nameOf(index))));
      parts.push(
        label(x + SIDE / 2, y + SIDE + 24, `${fixed(view.distances[i] ?? NaN, 2)}${p === undefined ? '' : ` · ${gradientShare(p)}`}`),
      );
      const share = largest > 0 ? Math.max(0.02, (p ?? 0) / largest) : 0;
      parts.push(element('rect', { x, y: y + SIDE + 30, width: SIDE * share, height: 3, fill: accent }));
    });
  });
  const width = NAME + RELATIVES * (SIDE + 8) + 16 + k * STEP;
  return {
    detail: `anchor: ${nameOf(anchor)}; ${rows.some(({ ranking }) => ranking.geometry === 'fused') ? 'distance (fused: score)' : 'distance'} and p(x⁻) under each negative`,
    pictures: [{ picture: { width, height: rows.length * ROW, content: parts } }],
    legend: [
      { label: 'anchor', colour: 'var(--ink)', mark: 'box' },
      { label: 'positive', colour: 'var(--positive)', mark: 'box' },
      { label: `not in the other’s top ${k}`, colour: 'var(--absent)', mark: 'box' },
    ],
  };
}
