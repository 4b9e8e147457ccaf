import { paritySuite } from './parity.cases';

paritySuite('webgpu');
