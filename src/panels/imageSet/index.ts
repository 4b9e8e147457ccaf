export { ImageSetPanel } from './ImageSetPanel';
