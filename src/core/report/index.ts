/** A report of experiments as one HTML file. */
export { reportOf, type ReportedExperiment, type ReportFigure, type ReportOptions } from './report';
