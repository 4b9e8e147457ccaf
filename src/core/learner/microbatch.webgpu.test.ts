import { microbatchSuite } from './microbatch.cases';

microbatchSuite('webgpu', false);
