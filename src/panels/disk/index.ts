export { DiskBar } from './DiskBar';
export { DiskPanel } from './DiskPanel';
