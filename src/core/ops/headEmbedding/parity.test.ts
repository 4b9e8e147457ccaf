import { headEmbeddingSuite } from './parity.cases';

headEmbeddingSuite('cpu');
headEmbeddingSuite('wasm');
