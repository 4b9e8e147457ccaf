export { PresetsButton } from './PresetsButton';
