/** Sweeps: from a grid to cells, from cells to figures. Pure. */
export * from './axes';
export { cellsOf, MOST_CELLS, type Cells, type GridRequest, type ImageSetCheck } from './cells';
export { estimateSeconds, secondsPerStep, type EstimateOptions, type Pace } from './estimate';
export * from './grouping';
export { nextRung, rungsOf, type Verdict } from './halving';
export { canonicalRun, cellId } from './identity';
export { imageSetCheck } from './imageSetCheck';
export * from './overlap';
export * from './series';
export type * from './sweep.types';
export { cellsToTest, chosenSettings, comparedCells, type Choice } from './tuning';
export { parseValues, printValues, readValues, type Reading } from './values';
