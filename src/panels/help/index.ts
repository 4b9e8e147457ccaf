export { PanelHelp } from './PanelHelp';
export { TOPICS, type Topic, type TopicName } from './topics';
