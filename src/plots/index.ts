/** The plots: plain data in, marks out. */
import './plots.css';
import './popover.css';

export { CountBars, type CountBarsProps } from './CountBars';
export { HeatMap, type HeatMapProps, type MapPoint } from './heat/HeatMap';
export { Histogram, type HistogramProps } from './Histogram';
export { LinePlot, type LinePlotProps } from './line/LinePlot';
export { rangeWithin, type Brush, type Span } from './line/brush';
export type { Band, Baseline, EventMark, Series } from './line/layout';
export { decadeDomain, roundDomain, type AxisSpec } from './line/axis';
export { logSpacedIndices, smooth } from './line/hover';
export { ScatterPlot, type ScatterHandle, type ScatterPlotProps } from './ScatterPlot';
export { diskSpace, restExtent } from './scatter/disk';
export { sphereSpace } from './scatter/sphere';
export { PRESENCE, type ScatterScene } from './scatter/scene';
export { drawnUrls, scatterTable } from './scatter/svg';
export type { TreeNode } from './scatter/tree';
export { RAMP_STEPS, rampColours, rampShare, rampStep, type Ramp } from './ramp';
export { PopoverButton, type PopoverButtonProps } from './Popover';
export * from './export';
export { Thumbnail } from './Thumbnail';
export { REST_COLOUR, groupClasses, hierarchyDepth, readable, type ClassGroup, type Grouping } from './groups';
export { runStyle, runStyles, type RunStyle } from './runStyle';
export { useMedia } from './useMedia';
export { useSize, type Size } from './useSize';
export { useTheme } from './useTheme';
export * from './format';
