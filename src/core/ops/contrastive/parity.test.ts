import { contrastiveSuite } from './parity.cases';

contrastiveSuite('cpu');
contrastiveSuite('wasm');
