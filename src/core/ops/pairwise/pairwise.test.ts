import { pairwiseSuite } from './pairwise.cases';

pairwiseSuite('cpu');
pairwiseSuite('wasm');
