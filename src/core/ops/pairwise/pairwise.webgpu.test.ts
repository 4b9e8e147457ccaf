import { pairwiseSuite } from './pairwise.cases';

pairwiseSuite('webgpu');
