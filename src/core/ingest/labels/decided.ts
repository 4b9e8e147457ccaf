/** Which reading of the labels was taken, or what has to be asked first. */
import type { LabelSource } from '../plan.types';
import type { Labelling } from './labelling';
import type { Question } from './question';

export interface Decided {
  labelling: Labelling;
  source: LabelSource;
  /** Paths of the tables whose labels were taken. */
  tables?: readonly string[];
  /** To be answered before anything is stored; the labelling is empty then. */
  question?: Question;
}

export function asked(paths: readonly string[], question: Question): Decided {
  return { labelling: { classPaths: paths.map(() => null), notes: [question.text] }, source: 'none', question };
}
