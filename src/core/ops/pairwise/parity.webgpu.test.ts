import { pairwiseSuite } from './parity.cases';

pairwiseSuite('webgpu');
