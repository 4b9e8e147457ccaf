/** A histogram large enough to be printed: on the page it is a strip without room for its axes. */
import { scaleLinear } from 'd3';
import { plainColour } from './export/inlined';
import { element, text, type Picture } from './export/markup';

export interface HistogramProps {
  /** What it is called in the export menu of its panel. */
  name: string;
  /** [bins + 1], ascending. */
  edges: ArrayLike<number>;
  counts: ArrayLike<number>;
  /** `norm`: what the axis measures. */
  unit: string;
  /** A value drawn as a line through the bars, with its name. */
  mark?: { at: number; label: string };
  summary: string;
  width: number;
  height: number;
}

const WIDTH = 400;
const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = HEIGHT - 36;
const TOP = 22;

/** @param host the histogram on the page, whose accent and tokens it takes */
export function histogramDrawing(
  { edges, counts, unit, mark }: Pick<HistogramProps, 'edges' | 'counts' | 'unit' | 'mark'>,
  host: Element,
): Picture {
  const style = getComputedStyle(host);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const fill = plainColour(getComputedStyle(host.querySelector('.bar') ?? host).fill);
  const x = scaleLinear([edges[0] ?? 0, edges[edges.length - 1] ?? 1], [LEFT, WIDTH - 8]);
  const y = scaleLinear([0, Math.max(1, ...Array.from(counts))], [BOTTOM, TOP]);
  const label = (at: number, height: number, content: string, anchor: string) =>
    text(at, height, content, { 'font-size': 11, 'text-anchor': anchor, fill: token('ink-2') });
  const line = (x1: number, y1: number, x2: number, y2: number, colour: string) =>
    element('line', { x1, y1, x2, y2, stroke: token(colour) });
  const bars = Array.from(counts, (count, i) => {
    const [from, to] = [x(edges[i] ?? 0), x(edges[i + 1] ?? 0)];
    return element('rect', { x: from + 0.25, y: y(count), width: Math.max(0.75, to - from - 0.5), height: BOTTOM - y(count), fill });
  });
  const parts = [
    ...y.ticks(4).flatMap((tick) => [line(LEFT, y(tick), WIDTH - 8, y(tick), 'line'), label(LEFT - 6, y(tick) + 3, String(tick), 'end')]),
    ...bars,
    line(LEFT, BOTTOM, WIDTH - 8, BOTTOM, 'line-strong'),
    ...x.ticks(8).map((tick) => label(x(tick), BOTTOM + 14, String(tick), 'middle')),
    label((LEFT + WIDTH) / 2, HEIGHT - 6, unit, 'middle'),
    label(0, 10, 'images', 'start'),
    ...(mark
      ? [line(x(mark.at), TOP - 4, x(mark.at), BOTTOM, 'ink'), label(x(mark.at), TOP - 8, `${mark.label} ${mark.at}`, 'middle')]
      : []),
  ];
  return { width: WIDTH, height: HEIGHT, content: parts };
}
