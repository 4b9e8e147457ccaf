/** What is said before the test images are looked at, and of what was found there. Pure. */
import { fixed, integer, ordinal } from '../../plots/format';
import type { LabState } from '../../state/lab.types';
import type { MeasuredFinalTest } from '../../state/session/phase';

const times = (count: number) => (count === 1 ? 'once' : count === 2 ? 'twice' : `${integer(count)} times`);

/**
 * What a final test means, and what was looked at before.
 * @returns the question, and what follows from it
 */
export function askFinalTest({
  finalTests,
  testLooks,
  experiment,
  imageSet,
  status,
}: Pick<LabState, 'finalTests' | 'testLooks' | 'experiment' | 'imageSet' | 'status'>): { title: string; says: string } {
  const what = (imageSet?.disjointClasses ?? true) ? 'test classes' : 'test images';
  const own = finalTests.length;
  const others = Math.max(0, (testLooks[imageSet?.id ?? ''] ?? 0) - own);
  const before = [
    own > 0 &&
      `This experiment has looked at them ${times(own)} already, at step ${finalTests.map(({ step }) => integer(step)).join(', ')}: this will be its ${ordinal(own + 1)} look, and will be marked so.`,
    others > 0 && `Other experiments of this session have looked at them ${times(others)}.`,
    experiment?.part === 'test' &&
      `This experiment is judged by the ${what} all along, so that they are no unseen ones: for a final test choose the validation split.`,
  ].filter((sentence) => sentence !== false);
  return {
    title: own > 0 ? `Look at the ${what} a ${ordinal(own + 1)} time?` : `Look at the ${what}?`,
    says: [
      `Every run is evaluated on the ${what}, as it is now (step ${integer(status.step)}), and the result is kept with this experiment.`,
      'It counts as unseen only once, and only if nothing is changed because of it: choose the settings on validation first.',
      ...(before.length > 0 ? before : [`Nothing in this session has looked at the ${what} before.`]),
    ].join(' '),
  };
}

/** `test, step 300`; from the second look on `test, step 300, 2nd look`. */
export const testMark = ({ step, times: look }: Pick<MeasuredFinalTest, 'step' | 'times'>): string =>
  `test, step ${integer(step)}${look > 1 ? `, ${ordinal(look)} look` : ''}`;

/** Of one run: `hyperbolic 47.9 ± 1.6; body 50.2`. */
export function sayTested(name: string, { retrieval, bodyRetrieval }: MeasuredFinalTest['runs'][string]): string {
  const percent = (share: number) => fixed(100 * share, 1);
  const { byClassSize = [], byLevel = [] } = retrieval;
  const bySize =
    byClassSize.length > 1
      ? `; by class size, the smallest first, ${byClassSize.map(({ recallAt1 }) => percent(recallAt1)).join(', ')}`
      : '';
  const ofGroups = byLevel.map(({ level, recallAt1 }) => `; level ${level} of the hierarchy ${percent(recallAt1)}`).join('');
  return `${name} ${percent(retrieval.recallAt[1])} ± ${percent(retrieval.standardError)}; body ${percent(bodyRetrieval.recallAt[1])}${bySize}${ofGroups}`;
}
