/** Figures of sweeps: loaded with the place that shows them. */
import '../plots.css';
import './sweep.css';

export { AgainstEffective, type AgainstEffectiveProps } from './AgainstEffective';
export { OverlapFigure, type OverlapFigureProps } from './OverlapFigure';
export { ParallelCoordinates, type ParallelCoordinatesProps } from './ParallelCoordinates';
export { meansRange, SweepHeat, type SweepHeatProps } from './SweepHeat';
export { SweepLines, type SweepLinesProps } from './SweepLines';
export { figureName, measureWords, sayMean, type MeasureWords, type ShownPart } from './measures';
