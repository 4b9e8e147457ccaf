export { DiskPanel } from './DiskPanel';
