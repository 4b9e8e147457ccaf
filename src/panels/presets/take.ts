/** What taking a preset does. */
import { messageOf } from '../../core/errors';
import { recipeConfig, recipeSweep, type Recipe } from '../../core/configuration/recipes';
import type { ExperimentConfig } from '../../core/configuration/schema';
import type { LabStores } from '../../state/LabProvider';

type Stores = Pick<LabStores, 'lab' | 'place' | 'proposed'>;

/** An experiment is under way that a new configuration would throw away. */
export const wouldLose = ({ lab }: Pick<Stores, 'lab'>): boolean => lab.getState().trained || lab.getState().wantsTraining;

/**
 * Sets an experiment up as the preset says, or leads to Sweep with its grid; a notice takes the settings back.
 * What fails is told in a notice.
 */
export function takeRecipe({ lab, place, proposed }: Stores, recipe: Recipe): void {
  const before = lab.getState().config;
  const sweep = recipeSweep(recipe, before);
  if (sweep) {
    proposed.getState().propose(sweep);
    place.getState().go('sweep');
    return;
  }
  const configure = (config: ExperimentConfig) => lab.getState().configure(config);
  const told = (work: Promise<unknown>) => work.catch((error: unknown) => lab.getState().notify('error', messageOf(error)));
  void told(
    configure(recipeConfig(recipe, before)).then(() =>
      lab.getState().notify('info', `“${recipe.name}” is set up. ${recipe.lookFor[0]}`, {
        label: 'Undo',
        run: () => void told(configure(before)),
      }),
    ),
  );
}
