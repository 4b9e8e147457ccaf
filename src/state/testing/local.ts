/** A session, or the whole state of the page, over the real training host in this thread, with tiny image sets in memory. For tests. */
import type { ConfigPatch, ExperimentConfig } from '../../core/configuration/schema';
import { applyPatch } from '../../core/configuration/validate';
import { ImageSetError } from '../../core/errors';
import { localTraining, syntheticStore, tinyConfig, type Fault, type LocalTraining } from '../../engine/testing/localTraining';
import { createLabStore, type LabStore } from '../labStore';
import type { ImagePort, OpenedImageSet, Ports } from '../ports';
import { ExperimentSession } from '../session/ExperimentSession';

export { withLocalTraining } from '../../engine/testing/localTraining';

/** Image sets by id with so many classes of two images, two of them to test with. */
export class MemoryImages implements ImagePort {
  readonly opened: string[] = [];
  constructor(readonly classes: Record<string, number> = { emoji: 5, few: 4 }) {}

  async list() {
    return Object.keys(this.classes).map((id) => ({ id, title: id, detail: '' }));
  }
  async listing(id: string) {
    const classes = Array.from({ length: this.classes[id] ?? 0 }, (_, i) => ({ path: `class ${i}`, images: 2 }));
    return { id, name: id, classes, images: [], notes: [], size: 8 };
  }
  async remove(id: string) {
    delete this.classes[id];
  }
  pack(id: string) {
    return Promise.reject(new ImageSetError(`Image set ${id} comes with the page.`));
  }
  pixels(id: string) {
    return this.pack(id);
  }
  restore() {
    return this.pack('brought');
  }
  async open(id: string): Promise<OpenedImageSet> {
    this.opened.push(id);
    const classes = this.classes[id];
    if (classes === undefined) throw new ImageSetError(`There is no image set ${id}.`);
    const store = syntheticStore({ train: classes - 2, validation: 0, test: 2, imagesPerClass: 2 });
    const info = { ...store.info, id, title: `The ${id} set` };
    return {
      info,
      labels: store.labels,
      split: store.split,
      thumbnails: { size: store.info.size, draw: () => true, onChange: () => () => undefined },
      reference: { from: 'memory', store: { ...store, info } },
      close: () => undefined,
    };
  }
}

/** The tiny experiment on the first of them. */
export const localConfig = (patch: ConfigPatch = {}): ExperimentConfig =>
  applyPatch(tinyConfig({ imageSet: 'emoji', batch: { classes: 3, samplesPerClass: 2 } }), patch);

export interface LocalLab extends LocalTraining {
  lab: LabStore;
  images: MemoryImages;
  state: LabStore['getState'];
}

export interface LocalOptions {
  config?: ConfigPatch;
  faults?: Fault[];
  images?: MemoryImages;
}

/** The state of a page that has not been started. */
export function localLab({ config, faults = [], images = new MemoryImages() }: LocalOptions = {}): LocalLab {
  const training = localTraining(...faults);
  const ports: Ports = { training: async () => training.client, images: async () => images, retries: [0, 10] };
  const lab = createLabStore(ports, { config: localConfig(config) });
  return { ...training, lab, images, state: lab.getState };
}

/** The same, started. */
export async function startedLab(options?: LocalOptions): Promise<LocalLab> {
  const local = localLab(options);
  await local.lab.conductor.start();
  return local;
}

export interface LocalSession extends LocalTraining {
  session: ExperimentSession;
}

/** A session without a page around it. */
export function localSession({ config, faults = [], images = new MemoryImages() }: LocalOptions = {}): LocalSession {
  const training = localTraining(...faults);
  const session = new ExperimentSession(
    { training: async () => training.client, openImageSet: (id) => images.open(id) },
    localConfig(config),
    { retries: [0, 10] },
  );
  return { ...training, session };
}

/** Waits for something that comes by itself. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
