/** What the page knows, as the views read it. `labStore.ts` makes the store that holds it. */
import type {
  BackendChoice,
  ConfigIssue,
  ConfigPatch,
  Geometry,
  HeadConfig,
  RunConfig,
  ExperimentConfig,
} from '../core/configuration/schema';
import type { ImageSetInfo } from '../core/data/imageSet';
import type { EvaluatedPart } from '../core/data/parts';
import type { ImageSetListing, ImageSetSummary } from '../engine/images';
import type { BackendReport } from '../core/backend/report';
import type { RetrievalMetrics } from '../core/metrics/retrieval/retrieval';
import type { AppliedHead, ExperimentInfo, StepMetrics } from '../core/training/experiment.types';
import type { TrainingStatus } from '../engine/protocol';
import type { MetricView } from '../core/record/metricColumns';
import type { InForce, MeasuredFinalTest, MeasuredSnapshot, MeasuredWith } from './session/phase';
import type { GuestPicture, LabGuest } from './views/guest/guest.types';
import type { SnapshotHistory } from './history/snapshotHistory';

/** Draws images of the current set; the views know nothing of where the pixels are kept. */
export interface ThumbnailSource {
  /** Native side of a thumbnail, pixels. */
  readonly size: number;
  /** Draws image `row` of the store into the square at (x, y); false where its pixels have not arrived. */
  draw(context: CanvasRenderingContext2D, row: number, x: number, y: number, side: number): boolean;
  /** Called when more thumbnails can be drawn; returns the way to stop listening. */
  onChange(listener: () => void): () => void;
}

/** Evaluation images in snapshot order: index i of a snapshot is `rows[i]` of the store. */
export interface EvaluationImages {
  rows: Int32Array;
  /** Class index of each, into `imageSet.classes`. */
  labels: Int32Array;
}

type RecallAt = RetrievalMetrics['recallAt'];

/** The few numbers kept of each evaluation for the curves; what was not recorded, or is not defined, is absent. */
/** Recall@1 in parts, as far as they were recorded. */
export type RecallParts = Pick<RetrievalMetrics, 'byClassSize' | 'byLevel'>;

export interface EvaluationPoint {
  step: number;
  /** Part of the image set it was measured on. */
  part: EvaluatedPart;
  /** On how many images, of how many that are evaluated. Numbers of a subset compare with one another alone. */
  images: number;
  of: number;
  measuredWith: MeasuredWith;
  /** On classes that are not trained on, head and body. */
  recallAt: RecallAt;
  bodyRecallAt: RecallAt;
  /** Of Recall@1 of the head. */
  standardError: number;
  rPrecision?: number;
  bodyRPrecision?: number;
  mapAtR?: number;
  bodyMapAtR?: number;
  /** Recall@1 by class size and by level of the hierarchy, head and body. */
  parts?: RecallParts;
  bodyParts?: RecallParts;
  /** On a sample of the training images, and on unseen classes in a sample drawn alike. */
  seenRecallAt?: RecallAt;
  seenBodyRecallAt?: RecallAt;
  unseenAlikeRecallAt?: RecallAt;
  clippedShare: number;
  alignment?: number;
  uniformity?: number;
  /** 2δ/diameter of the features. */
  relativeDelta?: number;
}

export interface RunView {
  /** What everything of the run is kept under. */
  id: string;
  /** For people. */
  name: string;
  geometry: Geometry;
  config: RunConfig;
  /** Head settings in force (configuration and what has been applied since). */
  head: HeadConfig;
  /** What every view shows: the latest, unless an earlier step is shown. */
  snapshot?: MeasuredSnapshot;
  /** The newest, live or stored. */
  latest?: MeasuredSnapshot;
  /** What can be shown again, ascending by step. Recorded pictures that only stand in for this session’s own are not among it. */
  history: SnapshotHistory;
  /** Of every step, ascending; of long runs thinned. */
  metrics: MetricView;
  evaluations: EvaluationPoint[];
}

/** Where what is shown comes from: the experiment of this session, or the one recorded for the first visit. */
export interface StoredSnapshotInfo {
  step: number;
  backend: string;
  recordedOn: string;
  /** Title of the run kept in this browser that is shown; absent = the recording that comes with the page. */
  kept?: string;
}

export interface Notice {
  id: number;
  kind: 'error' | 'warning' | 'info';
  text: string;
  /** What can be done about it with one press, which also takes the notice away. */
  action?: NoticeAction;
}

export interface NoticeAction {
  label: string;
  run(): void;
}

/** Each image of a set: its class and the split it belongs to. */
export interface ImageSetRows {
  /** Index into `imageSet.classes`. */
  labels: Int32Array;
  /** Codes of SPLIT_CODE. */
  split: Uint8Array;
}

/** A change the page proposes with its reason; nothing is changed until it is accepted. */
export interface Proposal {
  reason: string;
  action: string;
  patch: ConfigPatch;
}

export interface LabState {
  config: ExperimentConfig;
  status: TrainingStatus;
  backend?: BackendReport;
  imageSet?: ImageSetInfo;
  /** The bundled ones, the default one first, and the user’s own. */
  imageSets: ImageSetSummary[];
  thumbnails?: ThumbnailSource;
  /** Those on show. */
  evaluation?: EvaluationImages;
  /** All that are evaluated: `evaluation`, unless a subset of them is on show. */
  evaluated?: EvaluationImages;
  experiment?: ExperimentInfo;
  /** Configuration in force in `experiment`, with what has been applied since; `config` is what is wanted. */
  inForce?: ExperimentConfig;
  /** What was in force when, ascending; the metrics of a step were measured with `inForceAt` it. */
  history: readonly InForce[];
  /** Final tests of the experiment that is shown, in the order they were made. */
  finalTests: readonly MeasuredFinalTest[];
  /** How often the test images of an image set have been looked at in this session, by whatever experiment. */
  testLooks: Readonly<Record<string, number>>;
  /** Set while the stored snapshot is shown. */
  stored?: StoredSnapshotInfo;
  runs: RunView[];
  /**
   * Runs of the recording that the configuration does not have: they are not drawn, but what is on show is judged by them, where they
   * differ from it in the seed alone. Empty once this session has pictures of its own.
   */
  controls: RunView[];
  /** An earlier step whose snapshots every view shows; undefined = the newest. */
  shownStep?: number;
  applied: AppliedHead[];
  /** What-if values of the sliders that differ from the head in force; empty = none. */
  whatIf: Partial<HeadConfig>;
  /** Linked selection: indices into `evaluation.rows`. */
  anchor: number;
  /** A picture from outside the set that the live models were asked about: behind the evaluation images as `guestIndex`. */
  guest?: LabGuest;
  /** Rows of what was chosen, while not all of it is among the images on show: it comes back with them. */
  chosenRows?: { anchor: number; selected?: readonly number[] };
  hovered?: number;
  /** Images chosen together, by lasso, class or legend; undefined = none. Linked as the anchor is. */
  selected?: ReadonlySet<number>;
  /** How many hard negatives a row shows. */
  k: number;
  /** k has been chosen by hand. */
  kChosen: boolean;
  notices: Notice[];
  /** The page can be used: backend and image set are open. */
  ready: boolean;
  /** Why the page cannot be used, if it cannot. */
  failure?: string;
  /** Labels and split of the whole image set shown. */
  images?: ImageSetRows;
  /** While images are being decoded. */
  imageProgress?: { done: number; images: number };
  /** Paths of settings that have been changed and that the running experiment takes only after Reset; empty = none. */
  pending: string[];
  /** A change the page proposes, until it is taken or declined. */
  proposal?: Proposal;
  /** It has been taken or declined. */
  proposalAnswered: boolean;
  /** The page only shows an experiment: there is nothing to train it with. */
  readOnly?: boolean;
  /** The experiment has taken at least one step in this session. */
  trained: boolean;
  /** Train has been pressed and Pause has not: it trains, or will as soon as it can. */
  wantsTraining: boolean;

  train(): Promise<void>;
  pause(): Promise<void>;
  step(count: number): Promise<Record<string, StepMetrics>>;
  /** Evaluates all runs at the present step, where that has not been done: the views then show that step. */
  evaluate(): Promise<void>;
  reset(): Promise<void>;
  /** Brings back what Reset has thrown away, with its weights, curves and pictures. Rejects where there is nothing to bring back. */
  undoReset(): Promise<void>;
  /** Looks the test images up, as the models are now; the result joins `finalTests`. Rejects where nothing has been trained. */
  finalTest(): Promise<MeasuredFinalTest>;
  /** Validates and takes a change of the configuration; rejects with ConfigError naming every refused path. Restarts the experiment where it has to. */
  configure(patch: ConfigPatch): Promise<void>;
  /** Moves a slider: at step 0 configures, later sets the what-if value. */
  setHead(patch: Partial<HeadConfig>): void;
  applyWhatIf(): Promise<void>;
  clearWhatIf(): void;
  /**
   * What controls do: as `configure`, but a running experiment is never thrown away. What it cannot take over stands in
   * `pending` until Reset.
   */
  edit(patch: ConfigPatch): Promise<void>;
  /** Why a change would be refused where it is typed; empty = it would be taken. */
  check(patch: ConfigPatch): ConfigIssue[];
  /** Takes back what is pending: the configuration of the running experiment counts again. */
  discardPending(): void;
  /**
   * Opens another image set; classes per batch shrink to what it has.
   * @param batch the one wanted if the set can carry it; default: the present one
   */
  chooseImageSet(id: string, batch?: ExperimentConfig['batch']): Promise<void>;
  /** Lists the image sets anew. */
  refreshImageSets(): Promise<void>;
  /** Deletes one of the user’s own sets; where it is in use, a bundled set takes its place first. */
  removeImageSet(id: string): Promise<void>;
  /** What is in one of the user's own sets, image by image. */
  listImageSet(id: string): Promise<ImageSetListing>;
  /** More images have come into a set that was opened while it was being read. */
  reloadImageSet(id: string): Promise<void>;
  /** Moves to another backend; what has been trained goes along. */
  useBackend(choice: BackendChoice): Promise<void>;
  answerProposal(accept: boolean): Promise<void>;
  notify(kind: Notice['kind'], text: string, action?: NoticeAction): void;
  /** Shows the kept snapshots nearest to a step in every view, or with undefined the newest again; training goes on. */
  showStep(step: number | undefined): void;
  selectAnchor(index: number): void;
  /**
   * Has every run of the experiment embed a picture, and makes it the anchor; it joins nothing. Rejects with OrderError where there is
   * no experiment: a recording holds no model.
   */
  ask(picture: GuestPicture): Promise<void>;
  /** Lets the guest go; the anchor is an image of the set again. */
  dismissGuest(): void;
  hover(index: number | undefined): void;
  /** Chooses these images together in place of those before; none of them, or undefined, clears. What is no evaluation image is left out. */
  select(indices: Iterable<number> | undefined): void;
  /** Chosen by hand: from then on the width of the panel has no say in it. */
  setK(k: number): void;
  /** As many as there is room for; taken as long as none has been chosen. */
  fitK(k: number): void;
  dismiss(notice: number): void;
}
