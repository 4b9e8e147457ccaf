import { learnerSuite } from './vitLearner.cases';

learnerSuite('webgpu', ['cpu']);
