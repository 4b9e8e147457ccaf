import { line } from 'd3';
import { axis, decadeDomain, type Axis } from '../../src/plots/line/axis';
import type { ContenderName, Limit } from '../step/protocol';
import { NAMES } from '../step/table';
import type { Fit } from './fit';
import { dimensions, type Dimension } from './points';
import { PLOT_STYLE, TOKENS } from './style';
import type { SweepPoint } from './sweep';
import { dimensionNames, gigaflop } from './words';

export interface ScalingPlotProps {
  points: readonly SweepPoint[];
  fits: readonly { contender: ContenderName; fit: Fit }[];
  limit: Limit | null;
  /** Pixels. */
  width: number;
  height: number;
  title: string;
  /** A file of its own, which brings its colours along. */
  standalone?: boolean;
}

const MARGIN = { top: 48, right: 16, bottom: 38, left: 66 };
/** Marks of about one area, around the origin. */
const SHAPES: Record<Dimension, string> = {
  batch: 'M-3.9,0a3.9,3.9 0 1 0 7.8,0a3.9,3.9 0 1 0 -7.8,0Z',
  image: 'M-3.5,-3.5h7v7h-7Z',
  width: 'M0,-5.2L4.7,3.1H-4.7Z',
  depth: 'M0,-5.4L4,0L0,5.4L-4,0Z',
};

/** Step time against the work of a step, both logarithmic: the four sizes, what overhead they leave, and the limit of the adapter. */
export function ScalingPlot({ points, fits, limit, width, height, title, standalone = false }: ScalingPlotProps) {
  const flops = points.map((point) => point.flops / 1e9);
  const times = points.map(({ ms }) => ms);
  const floor = limit ? flops.map((work) => (1000 * work) / limit.gflops) : [];
  const x = axis(
    { scale: 'log', domain: decadeDomain(Math.min(...flops), Math.max(...flops)), label: '' },
    [MARGIN.left, width - MARGIN.right],
    Math.floor(width / 70),
  );
  const y = axis(
    { scale: 'log', domain: decadeDomain(Math.min(...times, ...floor), Math.max(...times)), label: '' },
    [height - MARGIN.bottom, MARGIN.top],
    Math.floor(height / 45),
  );
  const contenders = [...new Set(points.map(({ contender }) => contender))];
  return (
    <svg
      className="scaling"
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={`${title}: step time against GFLOP a step`}
    >
      <style>{standalone ? TOKENS + PLOT_STYLE : PLOT_STYLE}</style>
      {standalone && <rect width={width} height={height} fill="var(--panel)" />}
      <text className="title" x={MARGIN.left} y={16}>
        {title}
      </text>
      <Legend />
      <Axes x={x} y={y} width={width} height={height} />
      <clipPath id="scaling-inside">
        <rect x={MARGIN.left} y={MARGIN.top} width={width - MARGIN.left - MARGIN.right} height={height - MARGIN.top - MARGIN.bottom} />
      </clipPath>
      <g clipPath="url(#scaling-inside)">
        {limit && <LimitLine limit={limit} x={x} y={y} width={width} height={height} />}
        {fits.map(({ contender, fit }) => (
          <FitLine key={contender} fit={fit} x={x} y={y} width={width} height={height} />
        ))}
        {contenders.flatMap((contender) =>
          dimensions.map((dimension) => (
            <Series
              key={`${contender} ${dimension}`}
              points={points.filter((point) => point.contender === contender && point.dimension === dimension)}
              x={x}
              y={y}
            />
          )),
        )}
      </g>
    </svg>
  );
}

function Legend() {
  return (
    <g transform={`translate(${MARGIN.left}, 33)`}>
      {dimensions.map((dimension, i) => (
        <g key={dimension} transform={`translate(${i * 96}, 0)`}>
          <path className="mark" d={SHAPES[dimension]} transform="translate(5, -4)" />
          <text x={15}>{dimensionNames[dimension]}</text>
        </g>
      ))}
    </g>
  );
}

interface Frame {
  x: Axis;
  y: Axis;
  width: number;
  height: number;
}

function Axes({ x, y, width, height }: Frame) {
  const bottom = height - MARGIN.bottom;
  return (
    <g>
      {y.ticks.map(({ value, at, label }) => (
        <g key={value}>
          <line className="grid" x1={MARGIN.left} x2={width - MARGIN.right} y1={at} y2={at} />
          <text x={MARGIN.left - 7} y={at + 4} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {x.ticks.map(({ value, at, label }) => (
        <g key={value}>
          <line className="grid" x1={at} x2={at} y1={MARGIN.top} y2={bottom} />
          <text x={at} y={bottom + 15} textAnchor="middle">
            {label}
          </text>
        </g>
      ))}
      <path className="axis" fill="none" d={`M${MARGIN.left},${MARGIN.top}V${bottom}H${width - MARGIN.right}`} />
      <text x={width - MARGIN.right} y={height - 7} textAnchor="end">
        matrix products of a step, GFLOP
      </text>
      <text transform={`translate(11, ${MARGIN.top}) rotate(-90)`} textAnchor="end">
        step time, ms
      </text>
    </g>
  );
}

/** What the work would take at the rate of a large product alone. */
function LimitLine({ limit, x, y, width }: Frame & { limit: Limit }) {
  const left = MARGIN.left;
  const right = width - MARGIN.right;
  const at = (pixels: number) => y.at((1000 * x.valueAt(pixels)) / limit.gflops);
  const words = left + 0.72 * (right - left);
  return (
    <>
      <line className="limit" x1={left} x2={right} y1={at(left)} y2={at(right)} />
      <text className="halo" x={words} y={at(words) + 18}>{`limit: ${limit.gflops.toFixed(limit.gflops < 100 ? 1 : 0)} GFLOP/s`}</text>
    </>
  );
}

/** Overhead and rate through the points, and where the one gives way to the other. */
function FitLine({ fit, x, y, width, height }: Frame & { fit: Fit }) {
  const columns = Array.from({ length: 61 }, (_, i) => MARGIN.left + (i / 60) * (width - MARGIN.left - MARGIN.right));
  const path = line<number>(
    (column) => column,
    (column) => y.at(fit.overhead + (1000 * x.valueAt(column)) / fit.rate),
  )(columns);
  const knee = fit.knee > 0 ? x.at(fit.knee / 1e9) : NaN;
  const visible = knee > MARGIN.left && knee < width - MARGIN.right;
  const beyond = knee > width / 2;
  return (
    <>
      <path className="fit" d={path ?? undefined} />
      {visible && (
        <>
          <line className="knee" x1={knee} x2={knee} y1={MARGIN.top} y2={height - MARGIN.bottom} />
          <text className="halo" x={knee + (beyond ? -6 : 6)} y={MARGIN.top + 14} textAnchor={beyond ? 'end' : 'start'}>
            {`overhead ends: ${gigaflop(fit.knee)}`}
          </text>
        </>
      )}
    </>
  );
}

function Series({ points, x, y }: Pick<Frame, 'x' | 'y'> & { points: readonly SweepPoint[] }) {
  const inOrder = [...points].sort((a, b) => a.flops - b.flops);
  const path = line<SweepPoint>(
    ({ flops }) => x.at(flops / 1e9),
    ({ ms }) => y.at(ms),
  )(inOrder);
  return (
    <>
      <path className="series" d={path ?? undefined} />
      {inOrder.map(({ contender, dimension, value, flops, ms }) => (
        <path
          key={value}
          className={contender === 'ours' ? 'mark' : 'mark other'}
          d={SHAPES[dimension]}
          transform={`translate(${x.at(flops / 1e9)}, ${y.at(ms)})`}
        >
          <title>{`${NAMES[contender]}, ${dimensionNames[dimension]} ${value}: ${ms.toPrecision(3)} ms for ${gigaflop(flops)}`}</title>
        </path>
      ))}
    </>
  );
}
