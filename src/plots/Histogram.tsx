/** A small histogram with one value marked: counts between edges, an axis with its ends, exact numbers on hover. */
import { useRef } from 'react';
import { histogramTable, svgIn, useExported } from './export';
import { fixed, integer } from './format';
import { useTypeScale } from './useTypeScale';
import type { HistogramProps } from './histogramDrawing';

/** Room under the bars for the numbers of the axis, above them for the name of the mark. */
const BELOW = 12;
const ABOVE = 10;
/** Narrower, the name of the axis would run into the numbers at its ends; the summary says it. */
const ROOM_FOR_UNIT = 80;

export function Histogram({ name, edges, counts, unit, mark, summary, width, height }: HistogramProps) {
  const svg = useRef<SVGSVGElement>(null);
  useExported(svg, {
    name,
    drawing: async () => {
      const { histogramDrawing } = await import('./histogramDrawing');
      return { pictures: [{ picture: histogramDrawing({ edges, counts, unit, mark }, svgIn(svg.current)) }] };
    },
    table: () => histogramTable({ unit, edges, counts }),
  });
  const low = edges[0] ?? 0;
  const high = edges[edges.length - 1] ?? 1;
  const largest = Math.max(1, ...Array.from(counts));
  const type = useTypeScale();
  const above = ABOVE * type;
  const bottom = height - BELOW * type;
  const x = (value: number) => 0.5 + ((value - low) / (high - low || 1)) * (width - 1);
  const bars = Array.from(counts, (count, i) => {
    const [from, to] = [edges[i] ?? low, edges[i + 1] ?? high];
    return { count, from, to, x: x(from), width: Math.max(0.75, x(to) - x(from) - 0.5), height: (count / largest) * (bottom - above) };
  });
  const marked = mark && mark.at >= low && mark.at <= high ? x(mark.at) : undefined;
  const label = (value: number) => fixed(value, high < 10 && !Number.isInteger(value) ? 1 : 0);
  return (
    <svg ref={svg} className="histogram" width={width} height={height} role="img" aria-label={summary}>
      {bars.map((bar, i) => (
        <g key={i}>
          <rect className="bar" x={bar.x} y={bottom - bar.height} width={bar.width} height={bar.height} />
          <rect x={bar.x} y={above} width={bar.width + 0.5} height={bottom - above} fill="transparent">
            <title>{`${unit} ${fixed(bar.from, 2)}–${fixed(bar.to, 2)}: ${integer(bar.count)}`}</title>
          </rect>
        </g>
      ))}
      <line className="axis-line" x1={0} x2={width} y1={bottom + 0.5} y2={bottom + 0.5} />
      {marked !== undefined && (
        <>
          <line className="histogram-mark" x1={marked} x2={marked} y1={above - 1} y2={bottom} />
          <text x={marked} y={above - 2} textAnchor={marked > width - 22 ? 'end' : marked < 22 ? 'start' : 'middle'}>
            {mark?.label}
          </text>
        </>
      )}
      <text x={0} y={height - 2}>
        {label(low)}
      </text>
      {width >= ROOM_FOR_UNIT * type && (
        <text x={width / 2} y={height - 2} textAnchor="middle">
          {unit}
        </text>
      )}
      <text x={width} y={height - 2} textAnchor="end">
        {label(high)}
      </text>
    </svg>
  );
}
