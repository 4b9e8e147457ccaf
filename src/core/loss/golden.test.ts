import { goldenSuite } from './golden.cases';

goldenSuite('cpu');
goldenSuite('wasm');
