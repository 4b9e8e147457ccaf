import { paritySuite } from './parity.cases';
import { kernelVariants } from './runtime/variant';

// Operations of tfjs take the forms that need no subgroups: the third suite holds them to that.
for (const variant of kernelVariants) paritySuite('webgpu', variant);
