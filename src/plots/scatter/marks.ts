/** Marks of a space and arcs of the selection, as SVG elements kept by key. */
import { select } from 'd3';
import type { ArcPath, Mark } from './space';

export type Layer = SVGGElement;

type Of<K extends Mark['kind']> = Extract<Mark, { kind: K }>;
const only = <K extends Mark['kind']>(marks: readonly Mark[], kind: K) => marks.filter((mark): mark is Of<K> => mark.kind === kind);

/** Brings a layer to show exactly these marks. */
export function drawMarks(layer: Layer, marks: readonly Mark[]): void {
  const root = select(layer);
  root
    .selectAll<SVGPathElement, Of<'path'>>('path')
    .data(only(marks, 'path'), ({ key }) => key)
    .join('path')
    .attr('class', ({ name }) => name)
    .attr('stroke-width', ({ width }) => width ?? null)
    .attr('d', ({ d }) => d);
  root
    .selectAll<SVGCircleElement, Of<'circle'>>('circle')
    .data(only(marks, 'circle'), ({ key }) => key)
    .join('circle')
    .attr('class', ({ name }) => name)
    .attr('cx', ({ x }) => x.toFixed(1))
    .attr('cy', ({ y }) => y.toFixed(1))
    .attr('r', ({ r }) => r.toFixed(1));
  root
    .selectAll<SVGTextElement, Of<'text'>>('text')
    .data(only(marks, 'text'), ({ key }) => key)
    .join('text')
    .attr('class', ({ name }) => name)
    .attr('x', ({ x }) => x.toFixed(1))
    .attr('y', ({ y }) => y.toFixed(1))
    .text(({ text }) => text);
}

export interface ArcEnd {
  index: number;
  kind: 'positive' | 'negative';
  /** Stroke width, pixels. */
  width: number;
}

/** Arcs from the anchor to its positives and its hard negatives, widths by share of the largest weight. */
export function arcEnds(positives: readonly number[], negatives: readonly { index: number; weight: number }[]): ArcEnd[] {
  const largest = Math.max(1e-300, ...negatives.map(({ weight }) => weight));
  return [
    ...negatives.map(({ index, weight }): ArcEnd => ({ index, kind: 'negative', width: 0.6 + 3.4 * Math.sqrt(weight / largest) })),
    ...positives.map((index): ArcEnd => ({ index, kind: 'positive', width: 1.5 })),
  ];
}

export function arcMarks(ends: readonly ArcEnd[], arc: (index: number) => ArcPath): Mark[] {
  return ends.flatMap(({ index, kind, width }): Mark[] => {
    const { front, back } = arc(index);
    return [
      ...(back ? [{ kind: 'path', key: `${kind} ${index} far`, name: `arc arc-${kind} arc-far`, d: back, width } as const] : []),
      ...(front ? [{ kind: 'path', key: `${kind} ${index}`, name: `arc arc-${kind}`, d: front, width } as const] : []),
    ];
  });
}
