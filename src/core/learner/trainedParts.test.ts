import { trainedPartsSuite } from './trainedParts.cases';

trainedPartsSuite('wasm');
