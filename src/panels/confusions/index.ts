export { ConfusionsButton } from './ConfusionsButton';
