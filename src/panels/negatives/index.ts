export { NegativesPanel } from './NegativesPanel';
export { moveAnchor } from './anchorOrder';
