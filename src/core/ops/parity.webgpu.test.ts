import { paritySuite } from './parity.cases';

paritySuite('webgpu', 'registers');
paritySuite('webgpu', 'shared');
