import { goldenSuite } from './golden.cases';

goldenSuite('webgpu');
