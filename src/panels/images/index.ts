export { BringRow } from './bring/BringRow';
export { DropAnywhere } from './bring/DropAnywhere';
export { ImagesDialogs } from './ImagesDialogs';
