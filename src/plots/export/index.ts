/** Any plot as SVG, PNG and CSV. What makes the files is loaded with the first of them. */
export { PlotActions, type PlotActionsProps } from './PlotActions';
export { plotNamed, type ExportedPlot } from './exported';
export { countsTable, histogramTable, lineTable } from './tables';
export type { Cell, Table } from './csv';
export type { Drawing, LegendEntry } from './sheet';
