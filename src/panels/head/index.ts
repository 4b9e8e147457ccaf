export { HeadPanel } from './HeadPanel';
