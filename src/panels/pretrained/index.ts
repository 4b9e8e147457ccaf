export { WeightsDialogs } from './WeightsDialogs';
