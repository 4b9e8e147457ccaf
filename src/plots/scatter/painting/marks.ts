/** Marks of a space and arcs of the selection, as SVG elements kept by key. */
import { select } from 'd3';
import type { ArcPath, Mark } from '../spaces/space';

export type Layer = SVGGElement;

const SVG = 'http://www.w3.org/2000/svg';

export function attributesOf(mark: Mark): Record<string, string> {
  if (mark.kind === 'path')
    return {
      d: mark.d,
      ...(mark.width === undefined ? {} : { 'stroke-width': mark.width.toFixed(2) }),
      ...(mark.colour === undefined ? {} : { stroke: mark.colour }),
    };
  const [x, y] = [mark.x.toFixed(1), mark.y.toFixed(1)];
  return mark.kind === 'circle' ? { cx: x, cy: y, r: mark.r.toFixed(1) } : { x, y };
}

/** Brings a layer to show exactly these marks, in their order. */
export function drawMarks(layer: Layer, marks: readonly Mark[]): void {
  select(layer)
    .selectAll<SVGElement, Mark>(':scope > *')
    .data(marks as Mark[], ({ key }) => key)
    .join((entering) => entering.append(({ kind }) => document.createElementNS(SVG, kind)))
    .each(function show(mark) {
      this.setAttribute('class', mark.name);
      for (const [name, value] of Object.entries(attributesOf(mark))) this.setAttribute(name, value);
      if (mark.kind === 'text') this.textContent = mark.text;
    })
    .order();
}

export interface ArcEnd {
  index: number;
  kind: 'positive' | 'negative';
  /** Stroke width, pixels. */
  width: number;
}

/** Arcs from the anchor to its positives and its hard negatives; the area of a stroke grows with p(x⁻), on one scale for all runs. */
export function arcEnds(positives: readonly number[], negatives: readonly { index: number; weight: number }[]): ArcEnd[] {
  return [
    ...negatives.map(({ index, weight }): ArcEnd => ({ index, kind: 'negative', width: Math.min(5, 0.75 + 6 * Math.sqrt(weight)) })),
    ...positives.map((index): ArcEnd => ({ index, kind: 'positive', width: 1.25 })),
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
