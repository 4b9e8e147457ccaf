/** What taking a preset does. */
import { messageOf } from '../../core/errors';
import { recipeConfig, recipeSweep, type Recipe } from '../../core/configuration/recipes';
import type { LabStores } from '../../state/LabProvider';

type Stores = Pick<LabStores, 'lab' | 'place' | 'proposed' | 'runs'>;

/** An experiment is under way that a new configuration takes the place of. */
export const wouldLose = ({ lab }: Pick<Stores, 'lab'>): boolean => lab.getState().trained || lab.getState().wantsTraining;

/**
 * Sets an experiment up as the preset says, or leads to Sweep with its grid. The experiment before it is kept where it stands, and a notice
 * brings it back, or the settings where nothing had been trained. What fails is told in a notice.
 */
export function adoptRecipe({ lab, place, proposed, runs }: Stores, recipe: Recipe): void {
  const before = lab.getState().config;
  const sweep = recipeSweep(recipe, before);
  if (sweep) {
    proposed.getState().propose(sweep);
    place.getState().go('sweep');
    return;
  }
  const reporting = (work: () => Promise<unknown>) =>
    void work().catch((error: unknown) => lab.getState().notify('error', messageOf(error)));
  reporting(async () => {
    if (lab.getState().wantsTraining) await lab.getState().pause();
    const kept = await runs.getState().putAway();
    await lab.getState().configure(recipeConfig(recipe, before));
    const undo = () => (kept === undefined ? lab.getState().configure(before) : runs.getState().continueFrom(kept));
    lab.getState().notify('info', `“${recipe.name}” is set up. ${recipe.lookFor[0]}`, { label: 'Undo', run: () => reporting(undo) });
  });
}
