export { ModelPanel } from './ModelPanel';
export { settingName } from './settings';
