/** The scaling plot as a file of its own, light or dark as its reader has it. */
import { renderToStaticMarkup } from 'react-dom/server';
import { ScalingPlot } from './ScalingPlot';
import type { SweepResult } from './sweep';

export function sweepSvg({ points, fits, limit }: SweepResult, title: string): string {
  const plot = <ScalingPlot points={points} fits={fits} limit={limit} width={720} height={440} title={title} standalone />;
  return `${renderToStaticMarkup(plot)}\n`;
}
