export { SelectionDetails } from './SelectionDetails';
export { summarise } from './summary';
