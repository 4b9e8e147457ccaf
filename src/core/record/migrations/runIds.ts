/**
 * From version 1 to 2: a run is its id in the configurations and in the checkpoint as well, where its name stood for it. The record of a run
 * had an id already; what names that run gets it.
 */
import { each, isTree, type RecordTree } from './tree';

export function runIds(tree: RecordTree): RecordTree {
  const ids = new Map<unknown, unknown>();
  each(tree.runs, (run) => {
    if (isTree(run.configuration)) ids.set(run.configuration.name, run.id);
    return run;
  });
  /** A run that the record has nothing of is called by its name, as it was. */
  const idOf = (name: unknown) => ids.get(name) ?? name;
  const withId = (run: RecordTree): RecordTree => ({ id: idOf(run.name), ...run });
  const withIds = (config: unknown): unknown => (isTree(config) ? { ...config, runs: each(config.runs, withId) } : config);
  const { runs, configuration, inForce, checkpoint } = tree;
  return {
    ...tree,
    version: 2,
    configuration: withIds(configuration),
    runs: each(runs, (run) => ({
      ...run,
      configuration: isTree(run.configuration) ? { id: run.id, ...run.configuration } : run.configuration,
    })),
    ...('inForce' in tree ? { inForce: each(inForce, (entry) => ({ ...entry, configuration: withIds(entry.configuration) })) } : {}),
    ...('checkpoint' in tree && isTree(checkpoint)
      ? {
          checkpoint: {
            ...checkpoint,
            config: withIds(checkpoint.config),
            runs: each(checkpoint.runs, ({ name, ...run }) => ({ id: idOf(name), ...run })),
          },
        }
      : {}),
  };
}
