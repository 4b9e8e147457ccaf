import { contrastiveSuite } from './contrastive.cases';

contrastiveSuite('webgpu');
