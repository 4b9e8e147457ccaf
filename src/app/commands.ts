/** What buttons and keys do. A command that fails says so in a notice: there is nobody to catch it. */
import { messageOf } from '../core/errors';
import type { BackendChoice, KernelChoice } from '../core/configuration/schema';
import { stepBy } from '../panels/time';
import { useLabStores, type LabStores } from '../state/LabProvider';
import type { LabState } from '../state/lab.types';
import { nextTheme } from '../state/preferences';
import { keptSteps } from '../state/history/snapshotHistory';
import { moveAnchor } from '../state/views/anchorOrder';
import { togglePin } from '../state/views/pins';

type Training = Pick<LabState, 'wantsTraining' | 'status' | 'failure' | 'trained' | 'pending'>;

/** What the buttons offer, the keys do: nothing else. */
export const canTrainOrPause = ({ failure, status }: Training): boolean => failure === undefined && status.state !== 'finished';
export const canStep = (lab: Training): boolean =>
  canTrainOrPause(lab) && !lab.wantsTraining && !(lab.trained && lab.status.step >= lab.status.steps);
/** Something has been trained since the views were last brought up to it; while training the next evaluation comes by itself. */
export const canEvaluate = ({ trained, wantsTraining, status, runs, failure }: Training & Pick<LabState, 'runs'>): boolean =>
  failure === undefined && trained && !wantsTraining && runs.some(({ latest }) => latest?.step !== status.step);
export const canReset = ({ failure, trained, pending }: Training): boolean => failure === undefined && (trained || pending.length > 0);

/** What of a laboratory the commands act on. */
type CommandStores = Pick<LabStores, 'lab' | 'anchorOrder' | 'pins' | 'place' | 'runs' | 'tour'>;

function createCommands(stores: CommandStores) {
  const { lab: labStore, place, runs, tour } = stores;
  /** A step is under way that was asked for here: a second one asked for meanwhile would go beyond the last. */
  let stepping = false;
  /** Ends when it has been done, or has been said to have failed. */
  async function attempted(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      // One that was given up for another is no failure.
      if (error instanceof Error && error.name === 'CancelledError') return;
      labStore.getState().notify('error', messageOf(error));
    }
  }
  const attempt = (action: () => Promise<unknown>): void => void attempted(action);
  return {
    trainOrPause: () => {
      const lab = labStore.getState();
      if (canTrainOrPause(lab)) attempt(() => (lab.wantsTraining ? lab.pause() : lab.train()));
    },
    step: () => {
      const lab = labStore.getState();
      if (stepping || !canStep(lab)) return;
      stepping = true;
      attempt(() => lab.step(1).finally(() => (stepping = false)));
    },
    evaluate: () => {
      if (canEvaluate(labStore.getState())) attempt(() => labStore.getState().evaluate());
    },
    reset: () => attempt(() => labStore.getState().reset()),
    /** Goes on with a run that is kept; ends when it stands where it was left, or has failed. */
    resume: (id: string) => attempted(() => runs.getState().continueFrom(id)),
    applyWhatIf: () => attempt(() => labStore.getState().applyWhatIf()),
    useBackend: (choice: BackendChoice) => attempt(() => labStore.getState().useBackend(choice)),
    useKernels: (kernels: KernelChoice) => attempt(() => labStore.getState().edit({ kernels })),
    chooseImageSet: (id: string) => attempt(() => labStore.getState().chooseImageSet(id)),
    answerProposal: (accept: boolean) => attempt(() => labStore.getState().answerProposal(accept)),
    moveAnchor: (by: number) => moveAnchor(stores, by),
    pinAnchor: () => togglePin(stores),
    moveStep: (by: number) => {
      const { runs, shownStep, showStep } = labStore.getState();
      showStep(stepBy(keptSteps(runs), shownStep, by));
    },
    showLive: () => labStore.getState().showStep(undefined),
    tour: () => {
      place.getState().go('train');
      tour.getState().start();
    },
    nextTheme,
  };
}

export type Commands = ReturnType<typeof createCommands>;

const made = new WeakMap<CommandStores, Commands>();

/** The commands of a laboratory; the same object each time. */
export function commandsOf(stores: CommandStores): Commands {
  const existing = made.get(stores) ?? createCommands(stores);
  made.set(stores, existing);
  return existing;
}

export const useCommands = (): Commands => commandsOf(useLabStores());
