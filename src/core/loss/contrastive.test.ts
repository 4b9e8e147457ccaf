import { lossSuite } from './contrastive.cases';

lossSuite('cpu');
lossSuite('wasm');
