import { nearestSuite } from './nearestBlocks.cases';

nearestSuite('cpu');
nearestSuite('wasm');
