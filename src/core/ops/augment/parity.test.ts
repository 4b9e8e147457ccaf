import { augmentSuite } from './parity.cases';

augmentSuite('cpu');
augmentSuite('wasm');
