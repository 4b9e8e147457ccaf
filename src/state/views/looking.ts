/** What is looked at of an experiment: the same on the page that trains and on the one that only shows. */
import type { ExperimentConfig } from '../../core/configuration/schema';
import type { LabState } from '../lab.types';
import { GUEST_ROW } from './guest/guest';
import { stepShown } from './shown/display';
import { emptyRuns } from './shown/runViews';

type Actions = { [K in keyof LabState]-?: NonNullable<LabState[K]> extends (...given: never[]) => unknown ? K : never }[keyof LabState];

/** The state before anything is known. */
export const emptyLab = (config: ExperimentConfig): Omit<LabState, Actions> => ({
  config,
  status: { state: 'starting', step: 0, steps: config.steps, stepsPerSecond: 0, gpuBytes: 0 },
  imageSets: [],
  history: [],
  finalTests: [],
  testLooks: {},
  runs: emptyRuns(config),
  controls: [],
  applied: [],
  whatIf: {},
  anchor: 0,
  k: 6,
  kChosen: false,
  proposalAnswered: false,
  notices: [],
  ready: false,
  pending: [],
  trained: false,
  wantsTraining: false,
});

interface Access {
  get(): LabState;
  set(change: Partial<LabState>): void;
}

/** Which step, which images and how many of them are shown, and what the page has to say. */
export function lookingActions({
  get,
  set,
}: Access): Pick<LabState, 'showStep' | 'selectAnchor' | 'hover' | 'select' | 'setK' | 'fitK' | 'clearWhatIf' | 'notify' | 'dismiss'> {
  let notices = 0;
  return {
    showStep: (step) => set(stepShown(get(), step)),
    selectAnchor: (index) => {
      const { chosenRows, evaluation, guest } = get();
      const count = evaluation?.rows.length ?? 0;
      // Behind the images of the set the guest, where there is one.
      const there = count > 0 && guest ? count + 1 : count;
      if (!Number.isInteger(index) || index < 0 || index >= there) return;
      set({ anchor: index, chosenRows: chosenRows && { ...chosenRows, anchor: evaluation!.rows[index] ?? GUEST_ROW } });
    },
    hover: (index) => get().hovered !== index && set({ hovered: index }),
    select: (indices) => {
      const count = get().evaluation?.rows.length ?? 0;
      const chosen = new Set(indices);
      for (const index of chosen) if (!Number.isInteger(index) || index < 0 || index >= count) chosen.delete(index);
      const { chosenRows } = get();
      set({ selected: chosen.size > 0 ? chosen : undefined, chosenRows: chosenRows && { anchor: chosenRows.anchor } });
    },
    setK: (k) => set({ k: Math.max(1, Math.min(24, Math.round(k))), kChosen: true }),
    fitK: (k) => void (get().kChosen || set({ k })),
    clearWhatIf: () => set({ whatIf: {} }),
    notify: (kind, text, action) => {
      const others = get().notices.filter((notice) => notice.text !== text);
      set({ notices: [...others, { id: ++notices, kind, text, ...(action ? { action } : {}) }].slice(-4) });
    },
    dismiss: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
  };
}
