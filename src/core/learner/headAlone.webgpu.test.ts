import { headAloneSuite } from './headAlone.cases';

headAloneSuite('webgpu');
