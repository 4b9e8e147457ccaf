import type { ParityCase } from '../testing/parity';
import { gelu } from '.';
import { referenceGelu } from './reference';

export const cases: ParityCase[] = [0.3, 3].map((scale) => ({
  name: `GELU of values of ${scale}`,
  inputs: [[37, 5]],
  scale,
  operation: (x) => gelu(x!),
  reference: (x) => referenceGelu(x!),
}));
