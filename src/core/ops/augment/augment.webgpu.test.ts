import { augmentSuite } from './augment.cases';

augmentSuite('webgpu');
