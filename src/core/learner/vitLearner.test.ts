import { learnerSuite } from './vitLearner.cases';

learnerSuite('cpu');
learnerSuite('wasm', ['cpu']);
