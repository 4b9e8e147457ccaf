import { headEmbeddingSuite } from './parity.cases';

headEmbeddingSuite('webgpu');
