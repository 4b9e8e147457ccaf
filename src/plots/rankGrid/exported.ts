/** A rank grid as a drawing of its own, with its images, and as a table. */
import { drawnUrls } from '../scatter/svg';
import type { Drawing, Table } from '../export';
import { element, text } from '../export/markup';
import type { ImagePainter } from '../images';
import { ABOVE, BELOW, GUTTER, rankLinks, type RankColumn, type RankLayout } from './layout';

export interface RankGridData {
  columns: readonly RankColumn[];
  ranks: number;
  layout: RankLayout;
  images: ImagePainter | undefined;
  rowOf: (index: number) => number;
}

/** A row for every cell. */
export function rankGridTable({ columns, rowOf }: RankGridData): Table {
  return {
    columns: ['column', 'rank', 'index', 'image', 'label', 'left the list by the last column'],
    rows: columns.flatMap(({ key, cells }) =>
      (cells ?? []).map(({ index, label, left }, place) => [key, place + 1, index, rowOf(index), label, left ? 1 : 0]),
    ),
  };
}

/** @param host where the tokens of the theme are read */
export function rankGridDrawing({ columns, ranks, layout, images, rowOf }: RankGridData, host: Element | null): Drawing {
  if (!host || columns.length === 0) throw new Error('There is nothing in this plot yet.');
  const style = getComputedStyle(host);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const { side, across, down } = layout;
  const x = (column: number) => GUTTER + column * across;
  const y = (rank: number) => ABOVE + rank * down;
  const middle = (rank: number) => y(rank) + side / 2;
  const url = drawnUrls(images, 2 * side);
  const label = (at: number, height: number, content: string, anchor = 'middle') =>
    text(at, height, content, { 'font-size': 11, 'text-anchor': anchor, fill: token('ink-2') });

  const lines = rankLinks(columns).map(({ column, from, to }) =>
    element('line', { x1: x(column) + side + 2, y1: middle(from), x2: x(column + 1) - 2, y2: middle(to), stroke: token('line-strong') }),
  );
  const names = Array.from({ length: ranks }, (_, rank) => label(GUTTER - 12, middle(rank) + 3, String(rank + 1), 'end'));
  const cells = columns.flatMap(({ title, note, cells: shown }, column) => [
    label(x(column) + side / 2, 10, title),
    label(x(column) + side / 2, y(ranks) + 12, note),
    ...(shown ?? []).flatMap(({ index, left }, rank) => {
      const box = { x: x(column), y: y(rank), width: side, height: side };
      const href = url(rowOf(index));
      return [
        element('rect', { ...box, fill: '#ffffff' }),
        ...(href ? [element('image', { ...box, href })] : []),
        element('rect', { ...box, fill: 'none', stroke: token(left ? 'absent' : 'line-strong'), 'stroke-width': left ? 2 : 1 }),
      ];
    }),
  ]);
  const [width, height] = [x(columns.length - 1) + side + 4, y(ranks) + BELOW];
  return {
    detail: 'rank (down) at each step (across); under each column how many stayed',
    pictures: [{ picture: { width, height, content: [...lines, ...names, ...cells] } }],
    legend: [{ label: 'not in the last list', colour: 'var(--absent)', mark: 'box' }],
  };
}
