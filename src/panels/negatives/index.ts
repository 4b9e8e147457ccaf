export { NegativesPanel } from './NegativesPanel';
