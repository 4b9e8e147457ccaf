import { nearestSuite } from './nearestBlocks.cases';

nearestSuite('webgpu', 'registers');
nearestSuite('webgpu', 'shared');
