/** Which part of the image set the numbers on the page were measured on, and its words. */
import type { EvaluatedPart } from '../../../core/data/parts';
import { useLab } from '../../LabProvider';
import type { LabState } from '../../lab.types';

/** `validation classes`, or `validation images` where every part has the same classes. */
export type PartWords = `${EvaluatedPart} ${'classes' | 'images'}`;

/** As what is shown says of itself, not as the settings would have it; undefined = nothing has been measured. */
export function measuredPart({ runs, experiment }: Pick<LabState, 'runs' | 'experiment'>): EvaluatedPart | undefined {
  const measured = runs.flatMap(({ evaluations, snapshot }) => evaluations.at(-1)?.part ?? snapshot?.part ?? []);
  return measured[0] ?? experiment?.part;
}

export function partWords(lab: Pick<LabState, 'runs' | 'experiment' | 'imageSet'>): PartWords | undefined {
  const part = measuredPart(lab);
  return part && `${part} ${(lab.imageSet?.disjointClasses ?? true) ? 'classes' : 'images'}`;
}

export const usePartWords = (): PartWords | undefined => useLab(partWords);
