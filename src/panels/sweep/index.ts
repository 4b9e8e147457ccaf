export { SweepPage } from './SweepPage';
