import { headEmbeddingSuite } from './headEmbedding.cases';

headEmbeddingSuite('cpu');
headEmbeddingSuite('wasm');
