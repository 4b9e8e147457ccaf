/** Operations of the model as tfjs runs them. It cannot give programs subgroups: the third suite holds them to forms without. */
import { cases as attention } from './attention/parity.cases';
import { cases as gelu } from './gelu/parity.cases';
import { cases as layerNorm } from './layerNorm/parity.cases';
import { cases as linear } from './linear/parity.cases';
import { cases as patches } from './patches/parity.cases';
import { kernelVariants } from './runtime/variant';
import { paritySuite } from './testing/parity';

for (const variant of kernelVariants) paritySuite([attention, gelu, layerNorm, linear, patches].flat(), 'webgpu', variant);
