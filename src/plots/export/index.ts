/** Any plot as SVG, PNG and CSV. What makes the files is loaded with the first of them. */
export { PlotActions, type PlotActionsProps } from './PlotActions';
export { svgIn, useExported, type ExportedPlot } from './exported';
export { histogramTable, lineTable } from './tables';
export { csvText, type Cell, type Table } from '../../core/formats/separated';
export { element, svgOf, text, words, type Attributes, type Markup, type Picture } from './markup';
export type { Drawing, LegendEntry } from './sheet';
