/** Keys of the page that only shows: those of Train that look at something. */
import { modalOpen } from '../../controls';
import { stepBy } from '../../panels/time';
import { keptSteps } from '../../state/history/snapshotHistory';
import type { ViewStores } from '../../state/LabProvider';
import { nextTheme, preferences } from '../../state/preferences';
import { moveAnchor } from '../../state/views/anchorOrder';
import { togglePin } from '../../state/views/pins';
import { commandFor } from '../keyboard/commandFor';

interface ViewKey {
  key: string;
  does: string;
  repeats?: boolean;
  run(stores: ViewStores): void;
}

function moveStep({ lab }: ViewStores, by: number): void {
  const { runs, shownStep, showStep } = lab.getState();
  showStep(stepBy(keptSteps(runs), shownStep, by));
}

export const VIEW_KEYS: readonly ViewKey[] = [
  { key: '[', does: 'Previous anchor in the order chosen', repeats: true, run: (stores) => moveAnchor(stores, -1) },
  { key: ']', does: 'Next anchor in the order chosen', repeats: true, run: (stores) => moveAnchor(stores, 1) },
  { key: 'p', does: 'Pin the anchor, or take its pin away', run: (stores) => togglePin(stores) },
  { key: ',', does: 'Show the step kept before', repeats: true, run: (stores) => moveStep(stores, -1) },
  { key: '.', does: 'Show the step kept after', repeats: true, run: (stores) => moveStep(stores, 1) },
  { key: 'l', does: 'Show the last step again', run: ({ lab }) => lab.getState().showStep(undefined) },
  { key: 't', does: 'Change the theme', run: nextTheme },
];

/** Listens until the returned function is called. */
export function listenToViewKeys(stores: ViewStores): () => void {
  const handler = (event: KeyboardEvent) => {
    if (!preferences().singleKeys || modalOpen()) return;
    const command = commandFor(event, VIEW_KEYS);
    if (!command) return;
    event.preventDefault();
    if (!event.repeat || command.repeats) command.run(stores);
  };
  window.addEventListener('keydown', handler);
  return () => window.removeEventListener('keydown', handler);
}
