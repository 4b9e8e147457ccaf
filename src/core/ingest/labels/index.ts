/** Labels from paths, and the choice among all sources. */
export { choiceOf, decide, labelsOfPaths, sourcesOf, type LabelChoice } from './decide';
export type { Decided } from './decided';
