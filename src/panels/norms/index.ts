export { NormStrip } from './NormStrip';
