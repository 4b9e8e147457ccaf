import { useEffect, useState } from 'react';
import { useLabStore } from '../../state/LabProvider';
import { keptSteps } from '../../state/history/snapshotHistory';
import { playedNext } from './steps';

export interface Playback {
  playing: boolean;
  toggle(): void;
}

/** Shows one step after the other, the next when the last has had its time; it ends with the newest, or with whoever stops it. */
export function usePlayback(perSecond: number): Playback {
  const labStore = useLabStore();
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    if (!playing) return;
    const advance = () => {
      const { runs, shownStep, showStep } = labStore.getState();
      const { step, done } = playedNext(keptSteps(runs), shownStep);
      showStep(step);
      if (done) setPlaying(false);
    };
    const timer = setInterval(advance, 1000 / perSecond);
    return () => clearInterval(timer);
  }, [labStore, playing, perSecond]);

  const toggle = () => {
    const { runs, shownStep, showStep } = labStore.getState();
    // From live it begins anew, and at once.
    if (!playing && shownStep === undefined) showStep(playedNext(keptSteps(runs), undefined).step);
    setPlaying(!playing);
  };
  return { playing, toggle };
}
