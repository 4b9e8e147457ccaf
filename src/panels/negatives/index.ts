export { NegativesPanel } from './NegativesPanel';
export { moveAnchor } from './anchorOrder';
export { togglePin } from './usePinned';
