/** The stores of a page that only shows an experiment: what its views read, and nothing that trains, keeps or imports. */
import { createStore, type StoreApi } from 'zustand';
import { AnalysisClient } from '../engine/analysis';
import { OrderError } from '../core/errors';
import type { ClassInfo, ImageSetInfo } from '../core/data/imageSet';
import type { ExperimentRecord } from '../core/record/schema';
import type { ViewStores } from './LabProvider';
import type { LabState, ThumbnailSource } from './lab.types';
import { recordingOf } from './library/recording';
import { createAnchorOrder } from './views/anchorOrder';
import { createColouring } from './views/colouring';
import { emptyLab, lookingActions } from './views/looking';
import { createPins } from './views/pins';
import { createProjectionStore } from './views/projections/projections';
import { untrainedShown } from './views/shown/display';

/** What an archive says of the images, beside its record. */
export interface ViewedImages {
  classes: ReadonlyMap<number, ClassInfo>;
  thumbnails?: ThumbnailSource | undefined;
}

function imageSetOf({ imageSet, evaluated }: ExperimentRecord, { classes, thumbnails }: ViewedImages): ImageSetInfo {
  const { id, name: title, images: count, contentHash } = imageSet;
  const most = evaluated.reduce((greatest, { labels }) => labels.reduce((a, b) => Math.max(a, b), greatest), -1) + 1;
  const named = Array.from({ length: Math.max(most, imageSet.classes) }, (_, label): ClassInfo => {
    return classes.get(label) ?? { path: `class ${label}`, name: `class ${label}` };
  });
  return {
    ...{ id, title, count, classes: named, size: thumbnails?.size ?? 0 },
    // What the record does not say, and no view of it asks.
    ...{ splitRule: '', disjointClasses: true },
    ...(contentHash === undefined ? {} : { contentHash }),
  };
}

const refuse = () => Promise.reject(new OrderError('This page only shows an experiment: open it in the laboratory to train.'));

/** What would train, change or keep something is refused; sliders and the map of effective negatives ask “what if”. */
function viewedLab(record: ExperimentRecord, images: ViewedImages): StoreApi<LabState> {
  const recording = recordingOf(record, record.title ?? record.imageSet.name);
  return createStore<LabState>()((set, get) => {
    const state: LabState = {
      ...emptyLab(recording.config),
      ...lookingActions({ get, set }),
      readOnly: true,
      ready: true,
      imageSet: imageSetOf(record, images),
      thumbnails: images.thumbnails,
      train: refuse,
      pause: refuse,
      step: refuse,
      evaluate: refuse,
      reset: refuse,
      undoReset: refuse,
      finalTest: refuse,
      configure: refuse,
      setHead: (patch) => set({ whatIf: { ...get().whatIf, ...patch } }),
      applyWhatIf: refuse,
      edit: refuse,
      check: () => [],
      discardPending: () => undefined,
      chooseImageSet: refuse,
      refreshImageSets: refuse,
      removeImageSet: refuse,
      listImageSet: refuse,
      reloadImageSet: refuse,
      useBackend: refuse,
      answerProposal: refuse,
      ask: refuse,
      dismissGuest: () => undefined,
    };
    return { ...state, ...untrainedShown(state, recording.config, recording) };
  });
}

/** @throws RangeError where there is nothing in the record to show */
export function createViewStores(record: ExperimentRecord, images: ViewedImages): ViewStores {
  const lab = viewedLab(record, images);
  const connect = async () => new (await import('../engine/projections')).ProjectionClient();
  let client: ReturnType<typeof connect> | undefined;
  return {
    lab,
    projections: createProjectionStore(lab, () => (client ??= connect())),
    analysis: new AnalysisClient(),
    anchorOrder: createAnchorOrder(),
    colouring: createColouring(),
    pins: createPins(),
  };
}
