/** The figures of a record, drawn without a page. */
export { recordFigures, type FigureOptions, type RecordFigure } from './figures';
export { standalone } from './standalone';
export { mainAxis, studyFigure } from './studyFigure';
