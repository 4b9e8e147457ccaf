import { cases as attention } from './attention/parity.cases';
import { cases as gelu } from './gelu/parity.cases';
import { cases as layerNorm } from './layerNorm/parity.cases';
import { cases as linear } from './linear/parity.cases';
import { cases as patches } from './patches/parity.cases';
import { paritySuite } from './testing/parity';

for (const backend of ['cpu', 'wasm'] as const) paritySuite([attention, gelu, layerNorm, linear, patches].flat(), backend);
