/** A laboratory that shows a made-up recording, with an analysis that answers in this thread. For tests of views. */
import { localAnalysis } from '../../engine/testing/localAnalysis';
import type { LabStores } from '../LabProvider';
import { createStores } from '../stores';
import { sampleRecording } from './samples';

/**
 * @param n images
 * @param classes that they are of, in turn: image i is of class i mod classes
 */
export function recordedLab({ n = 24, d = 4, classes = 6 } = {}): LabStores {
  const stores: LabStores = { ...createStores(), analysis: localAnalysis() };
  stores.lab.conductor.showStored(sampleRecording({ n, d }));
  const names = Array.from({ length: classes }, (_, i) => ({ path: `things/class ${i}`, name: `class ${i}` }));
  const { imageSet, evaluation } = stores.lab.getState();
  stores.lab.setState({
    imageSet: { ...imageSet, id: 'emoji', title: 'Emoji', classes: names } as never,
    evaluation: { rows: evaluation!.rows, labels: Int32Array.from({ length: n }, (_, i) => i % classes) },
  });
  return stores;
}
