import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { seedOf } from '../../../core/configuration/schema';
import { useLab } from '../../../state/LabProvider';

/** Seeds of the runs on show, and of those recorded beside them, by id. */
export function useSeeds(): ReadonlyMap<string, number> {
  const configs = useLab(useShallow((lab) => [...lab.runs, ...lab.controls].map(({ config }) => config)));
  const config = useLab((lab) => lab.inForce ?? lab.config);
  return useMemo(() => new Map(configs.map((run) => [run.id, seedOf(config, run)])), [configs, config]);
}
