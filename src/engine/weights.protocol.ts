/** What crosses the boundary between the page and the worker that reads and keeps pretrained weights: types only. */
import type { WeightsChoices, WeightsFound } from '../core/weights/import';
import type { KeptWeights } from '../core/weights/kept';
import type { Nothing } from '../link';

export type { KeptWeights, WeightsChoices, WeightsFound };

/** A file of the page, with its path. Nothing of it is copied. */
export interface WeightsFile {
  path: string;
  file: Blob;
}

export interface WeightsRequests {
  /** What the files hold; names and shapes alone are read. @throws WeightsFileError */
  inspect: { ask: { files: WeightsFile[]; choices: WeightsChoices }; answer: WeightsFound };
  /** @throws WeightsFileError, StorageFullError */
  add: { ask: { files: WeightsFile[]; choices: WeightsChoices }; answer: KeptWeights };
  /** The newest first. */
  list: { ask: object; answer: KeptWeights[] };
  remove: { ask: { weights: string }; answer: null };
}

export interface WeightsProtocol {
  requests: WeightsRequests;
  events: never;
  callbacks: Nothing;
  messages: never;
}
