/** `lab.ask`: a picture of one's own, for consoles, scripts and tests. */
import type { LabStores } from '../../state/LabProvider';
import { guestIndex } from '../../state/views/guest/guest';

export interface LabAsk {
  /**
   * Asks every run of the experiment about a picture, which becomes the anchor and joins nothing; resolves with its index, which is the
   * number of evaluation images: `lab.negatives(run)` then tells its nearest images of other classes than that of its nearest image.
   * Rejects with OrderError where there is no experiment yet (a recording holds no model), and for what is no picture.
   */
  ask(file: Blob): Promise<number>;
}

export function createLabAsk({ lab, ask }: Pick<LabStores, 'lab' | 'ask'>): LabAsk {
  return {
    ask: async (file) => {
      if (!(file instanceof Blob)) throw new TypeError('lab.ask(file) takes a File or another Blob that holds a picture');
      await ask.getState().bring(file);
      // Where there is no model the picture waits; who asks by script is told.
      if (ask.getState().picture) await ask.getState().ask();
      const { evaluation } = lab.getState();
      return evaluation ? guestIndex(evaluation) : -1;
    },
  };
}
