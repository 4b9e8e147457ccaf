import { augmentSuite } from './parity.cases';

augmentSuite('webgpu');
