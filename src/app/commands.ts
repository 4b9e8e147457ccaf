/** What buttons and keys do. A command that fails says so in a notice: there is nobody to catch it. */
import { messageOf } from '../core/errors';
import type { KernelChoice } from '../core/configuration/schema';
import { moveAnchor, togglePin } from '../panels/negatives';
import { stepBy } from '../panels/time';
import { labStore } from '../state/labStore';
import { keptSteps } from '../state/snapshotHistory';
import { useTour } from './tour/tourStore';

function attempt(action: () => Promise<unknown>): void {
  action().catch((error: unknown) => {
    // One that was given up for another is no failure.
    if (error instanceof Error && error.name === 'CancelledError') return;
    labStore.getState().notify('error', messageOf(error));
  });
}

export const wantsTraining = (): boolean => labStore.getState().wantsTraining;

export const commands = {
  trainOrPause: () => attempt(() => (wantsTraining() ? labStore.getState().pause() : labStore.getState().train())),
  step: () => attempt(() => labStore.getState().step(1)),
  reset: () => attempt(() => labStore.getState().reset()),
  applyWhatIf: () => attempt(() => labStore.getState().applyWhatIf()),
  useBackend: (choice: Parameters<ReturnType<typeof labStore.getState>['useBackend']>[0]) =>
    attempt(() => labStore.getState().useBackend(choice)),
  useKernels: (kernels: KernelChoice) => attempt(() => labStore.getState().edit({ kernels })),
  chooseImageSet: (id: string) => attempt(() => labStore.getState().chooseImageSet(id)),
  answerProposal: (accept: boolean) => attempt(() => labStore.getState().answerProposal(accept)),
  moveAnchor,
  pinAnchor: () => togglePin(),
  moveStep: (by: number) => {
    const { runs, shownStep, showStep } = labStore.getState();
    showStep(stepBy(keptSteps(runs), shownStep, by));
  },
  showLive: () => labStore.getState().showStep(undefined),
  tour: () => useTour.getState().start(),
  nextTheme: () => {
    const { theme, setTheme } = labStore.getState();
    setTheme(theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system');
  },
};
