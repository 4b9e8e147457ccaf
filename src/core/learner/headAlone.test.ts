import { headAloneSuite } from './headAlone.cases';

headAloneSuite('wasm');
