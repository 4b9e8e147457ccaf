/** Labels from paths, and the choice among all sources. */
export { choiceOf, decide, labelsOfPaths, sourcesOf, type Decided, type LabelChoice } from './decide';
