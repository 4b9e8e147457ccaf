import { augmentSuite } from './augment.cases';

augmentSuite('cpu');
augmentSuite('wasm');
