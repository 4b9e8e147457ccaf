import { useLab } from '../../state/LabProvider';

/** The part that is evaluated, where the split is by image: `test`. undefined where whole classes are held back. */
export const useHeldPart = (): string | undefined =>
  useLab((lab) => (lab.imageSet && !lab.imageSet.disjointClasses ? (lab.inForce ?? lab.config).evaluation.split : undefined));
