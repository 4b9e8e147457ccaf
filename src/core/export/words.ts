/** What a record says of itself, in words that README and report share. Pure. */
import type { ExperimentRecord } from '../record/schema';

export const describedBackend = ({ backend: { backend, adapter, kernels } }: Pick<ExperimentRecord, 'backend'>): string =>
  `${backend} (${adapter}${kernels ? `, ${kernels} kernels` : ''})`;
