/** A report of experiments as one HTML file. */
export { reportOf, reportParts, type ReportedExperiment, type ReportFigure, type ReportOptions } from './report';
