/** A histogram large enough to be printed: on the page it is a strip without room for its axes. */
import { scaleLinear } from 'd3';
import { plainColour } from './export/inlined';

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

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param host the histogram on the page, whose accent and tokens it takes */
export function histogramDrawing(
  { edges, counts, unit, mark }: Pick<HistogramProps, 'edges' | 'counts' | 'unit' | 'mark'>,
  host: Element,
): string {
  const style = getComputedStyle(host);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const fill = plainColour(getComputedStyle(host.querySelector('.bar') ?? host).fill);
  const x = scaleLinear([edges[0] ?? 0, edges[edges.length - 1] ?? 1], [LEFT, WIDTH - 8]);
  const y = scaleLinear([0, Math.max(1, ...Array.from(counts))], [BOTTOM, TOP]);
  const text = (at: number, height: number, words: string, anchor: string) =>
    `<text x="${at}" y="${height}" font-size="10" text-anchor="${anchor}" fill="${token('ink-2')}">${escaped(words)}</text>`;
  const line = (x1: number, y1: number, x2: number, y2: number, colour: string) =>
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${token(colour)}"/>`;
  const bars = Array.from(counts, (count, i) => {
    const [from, to] = [x(edges[i] ?? 0), x(edges[i + 1] ?? 0)];
    return `<rect x="${from + 0.25}" y="${y(count)}" width="${Math.max(0.75, to - from - 0.5)}" height="${BOTTOM - y(count)}" fill="${fill}"/>`;
  });
  const parts = [
    ...y.ticks(4).map((tick) => line(LEFT, y(tick), WIDTH - 8, y(tick), 'line') + text(LEFT - 6, y(tick) + 3, String(tick), 'end')),
    ...bars,
    line(LEFT, BOTTOM, WIDTH - 8, BOTTOM, 'line-strong'),
    ...x.ticks(8).map((tick) => text(x(tick), BOTTOM + 14, String(tick), 'middle')),
    text((LEFT + WIDTH) / 2, HEIGHT - 6, unit, 'middle'),
    text(0, 10, 'images', 'start'),
    ...(mark
      ? [line(x(mark.at), TOP - 4, x(mark.at), BOTTOM, 'ink'), text(x(mark.at), TOP - 8, `${mark.label} ${mark.at}`, 'middle')]
      : []),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${parts.join('')}</svg>`;
}
