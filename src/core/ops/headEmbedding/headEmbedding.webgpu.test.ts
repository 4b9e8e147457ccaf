import { headEmbeddingSuite } from './headEmbedding.cases';

headEmbeddingSuite('webgpu');
