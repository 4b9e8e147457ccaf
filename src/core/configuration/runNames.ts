/** Names of runs. They are for people and may change at any time; what a run has measured and learned is kept under its id. Pure. */
import type { ExperimentConfig } from './schema';

/** Id → name. */
export type RunNames = Readonly<Record<string, string>>;

export const runNames = ({ runs }: Pick<ExperimentConfig, 'runs'>): RunNames => Object.fromEntries(runs.map(({ id, name }) => [id, name]));

/** The configuration with these names for its runs; one that is not among them keeps its own. The same object where nothing changes. */
export function withRunNames(config: ExperimentConfig, names: RunNames): ExperimentConfig {
  const runs = config.runs.map((run) => {
    const name = names[run.id] ?? run.name;
    return name === run.name ? run : { ...run, name };
  });
  return runs.every((run, i) => run === config.runs[i]) ? config : { ...config, runs };
}

/**
 * The configuration with the names that its runs have in another one. Unchanged where two of its runs would come to have one name, because
 * the other configuration has given that of a run it does not have any more to another.
 */
export function withNamesOf(config: ExperimentConfig, named: Pick<ExperimentConfig, 'runs'>): ExperimentConfig {
  const renamed = withRunNames(config, runNames(named));
  const names = new Set(renamed.runs.map(({ name }) => name));
  return names.size < renamed.runs.length ? config : renamed;
}
