import { microbatchSuite } from './microbatch.cases';

microbatchSuite('wasm');
