import { contrastiveSuite } from './parity.cases';

contrastiveSuite('webgpu');
