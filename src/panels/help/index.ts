export { PanelHelp } from './PanelHelp';
export { TOPICS, type Topic, type TopicName } from './topics';
export { Gloss } from './Gloss';
export type { GlossaryTerm } from './glossary';
