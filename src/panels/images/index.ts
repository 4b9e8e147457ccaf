export { BringRow } from './BringRow';
export { DropAnywhere } from './DropAnywhere';
export { ImagesDialogs } from './ImagesDialogs';
