import { trainedPartsSuite } from './trainedParts.cases';

trainedPartsSuite('webgpu');
