import { pairwiseSuite } from './parity.cases';

pairwiseSuite('cpu');
pairwiseSuite('wasm');
