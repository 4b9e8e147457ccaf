import { contrastiveSuite } from './contrastive.cases';

contrastiveSuite('cpu');
contrastiveSuite('wasm');
