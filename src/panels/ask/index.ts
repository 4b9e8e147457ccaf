export { AskButton } from './AskButton';
export { AskDialog } from './AskDialog';
