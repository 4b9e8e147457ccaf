/** A sweep as text. */
import { markdownTable } from '../step/markdown';
import type { ContenderName, Limit } from '../step/protocol';
import { NAMES } from '../step/table';
import type { Fit } from './fit';
import { dimensions, type Dimension } from './points';
import type { SweepPoint, SweepResult } from './sweep';

export const dimensionNames: Record<Dimension, string> = { batch: 'batch size', image: 'image size', width: 'width', depth: 'depth' };

const three = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 });

export const gigaflop = (flops: number): string => `${three(flops / 1e9)} GFLOP`;

/** A row a point, by dimension. */
export function sweepTable(points: readonly SweepPoint[]): string {
  const several = new Set(points.map(({ contender }) => contender)).size > 1;
  const order = (a: SweepPoint, b: SweepPoint) => dimensions.indexOf(a.dimension) - dimensions.indexOf(b.dimension) || a.value - b.value;
  const head = [...(several ? ['contender'] : []), 'changed', 'value', 'GFLOP', 'step ms', '± ms', 'GFLOP/s'];
  const rows = [...points].sort(order).map((point) => {
    const { contender, dimension, value, flops, ms, spread } = point;
    const figures = [String(value), ...[flops / 1e9, ms, spread / 2, flops / ms / 1e6].map(three)];
    return [...(several ? [NAMES[contender]] : []), dimensionNames[dimension], ...figures];
  });
  return markdownTable(head, rows, several ? 2 : 1);
}

/** Where overhead ends, in a sentence. */
export function fitInWords(contender: ContenderName, { overhead, rate, knee }: Fit, limit: Limit | null): string {
  const share = limit ? `, ${Math.round((100 * rate) / limit.gflops)} % of the limit` : '';
  const growth = `beyond it the arithmetic runs at ${three(rate)} GFLOP/s${share}`;
  if (knee === 0) return `${NAMES[contender]}: no overhead to be seen at these sizes; ${growth}.`;
  return `${NAMES[contender]}: ${three(overhead)} ms a step are overhead; below ${gigaflop(knee)} a step they are most of it, ${growth}.`;
}

export function sweepMarkdown({ adapter, points, fits, limit, failures }: SweepResult): string {
  const lines = [
    ...fits.map(({ contender, fit }) => fitInWords(contender, fit, limit)),
    ...(limit ? [`A large matrix product alone: ${three(limit.gflops)} GFLOP/s (${limit.kernel}).`] : []),
    ...failures.map(
      ({ contender, model, batch, reason }) =>
        `${NAMES[contender]} failed at batch ${batch}, ${model.image} px, width ${model.width}, depth ${model.depth}: ${reason}`,
    ),
  ];
  return [`Scaling on ${adapter}`, '', sweepTable(points), '', ...lines.map((line) => `- ${line}`)].join('\n');
}
