/** A line plot as SVG without a page around it: the same places, paths and ticks as `LinePlot`, with its look written out. Pure. */
import { element, text, words, type Attributes, type Markup, type Picture } from '../export/markup';
import type { AxisSpec } from '../line/axis';
import { spreadLabels } from '../line/labels';
import { bandPath, layOut, lonePoints, seriesPath } from '../line/layout';
import type { Places } from '../line/places';
import type { Band, Baseline, Series } from '../line/series';

export interface LineDrawing {
  /** One sentence, for those who do not see it. */
  summary: string;
  width: number;
  height: number;
  x: AxisSpec;
  y: AxisSpec;
  series: readonly Series[];
  bands?: readonly Band[];
  baselines?: readonly Baseline[];
}

const LINE = 16;
const MARK = 18;
/** Width of a character of a label, pixels. */
const CHARACTER = 6;
const SMALL: Attributes = { 'font-size': 11, fill: 'var(--ink-2)' };

function axes({ left, right, bottom, x, y }: Places, xLabel: string, yLabel: string): Markup[] {
  const line = (stroke: string, at: Attributes) => element('line', { stroke, ...at });
  return [
    ...y.ticks.flatMap(({ at, label }) => [
      line(at === bottom ? 'var(--line-strong)' : 'var(--line)', { x1: left, x2: right, y1: at, y2: at }),
      text(left - 6, at + 3.5, label, { ...SMALL, 'text-anchor': 'end' }),
    ]),
    line('var(--line-strong)', { x1: left, x2: right, y1: bottom, y2: bottom }),
    ...x.ticks.flatMap(({ at, label }) => [
      line('var(--line-strong)', { x1: at, x2: at, y1: bottom, y2: bottom + 3 }),
      ...(label ? [text(at, bottom + 14, label, { ...SMALL, 'text-anchor': at > right - 8 ? 'end' : 'middle' })] : []),
    ]),
    text((left + right) / 2, bottom + 28, xLabel, { ...SMALL, 'text-anchor': 'middle' }),
    text(0, 10, yLabel, SMALL),
  ];
}

function curve(one: Series, places: Places): Markup[] {
  const { colour: stroke, dash, width = 1.75, opacity } = one;
  const path = { d: seriesPath(one, places), fill: 'none', stroke, 'stroke-width': width, 'stroke-dasharray': dash, opacity };
  return [
    element('path', { ...path, 'stroke-linejoin': 'round' }),
    ...lonePoints(one, places).map(([cx, cy]) => element('circle', { cx, cy, r: 2.5, fill: stroke })),
  ];
}

function lines(baselines: readonly Baseline[], places: Places): Markup[] {
  const inside = baselines.filter(({ y }) => places.y.at(y) >= places.top && places.y.at(y) <= places.bottom);
  const at = inside.map(({ y }) => places.y.at(y));
  const feet = spreadLabels(
    at.map((y) => y - 4),
    12,
    places.top + 6,
    places.bottom - 3,
    at,
  );
  return inside.flatMap(({ label }, i) => [
    element('line', { x1: places.left, x2: places.right, y1: at[i], y2: at[i], stroke: 'var(--ink-3)', 'stroke-dasharray': '2 4' }),
    text(places.right, feet[i]!, label, { ...SMALL, 'text-anchor': 'end' }),
  ]);
}

/** Under the axes, in as many lines as it takes. */
function legend(series: readonly Series[], width: number, top: number): { parts: Markup[]; height: number } {
  const parts: Markup[] = [];
  let [x, y] = [0, top + 12];
  for (const { label, colour, dash } of series) {
    const taken = MARK + 6 + label.length * CHARACTER + 14;
    if (x > 0 && x + taken > width) [x, y] = [0, y + LINE];
    parts.push(
      element('line', { x1: x, x2: x + MARK, y1: y - 4, y2: y - 4, stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash }),
      text(x + MARK + 6, y, label, SMALL),
    );
    x += taken;
  }
  return { parts, height: y + 6 - top };
}

/** Colours are custom properties (`var(--ink)`), to be given by whatever it stands in. */
export function lineSvg({ summary, width, height, x, y, series, bands = [], baselines = [] }: LineDrawing): Picture {
  const places = layOut(width, height, x, y);
  const named = series.filter(({ readable }) => readable !== false);
  const under = legend(named, width, height);
  return {
    width,
    height: height + under.height,
    attributes: { viewBox: `0 0 ${width} ${height + under.height}`, role: 'img' },
    content: [
      element('title', {}, words(summary)),
      ...axes(places, x.label, y.label),
      ...bands.map((band) => element('path', { d: bandPath(band, places), fill: band.colour, opacity: 0.14 })),
      ...lines(baselines, places),
      ...series.flatMap((one) => curve(one, places)),
      ...under.parts,
    ],
  };
}
