/**
 * An image set on its way in: from what was dropped, picked, pasted or photographed, over the preview, to a stored set and its report.
 * One at a time; whatever goes wrong, the image set in use stays as it is. `createIngestStore` makes it over any engine.
 */
import { createStore, type StoreApi } from 'zustand';
import { messageOf } from '../../core/errors';
import { workingSizeFor } from '../../core/data/workingSizes';
import type { Rejected } from '../../core/ingest/rejection';
import type { collectFiles, FileSource, IngestFile } from '../../engine/dropped';
import type {
  ImageSetReport,
  IngestEdit,
  IngestOptions,
  IngestPreview,
  IngestProgress,
  IngestSession,
  LabelsWanted,
} from '../../engine/ingest';
import { drawn } from '../views/drawn';
import type { LabStore } from '../labStore';

export type { FileSource, ImageSetReport, IngestEdit, IngestFile, IngestOptions, IngestPreview, IngestProgress, LabelsWanted };
export type SessionPort = Pick<IngestSession, 'preview' | 'setLabels' | 'edit' | 'entries' | 'thumbnails' | 'ingest' | 'stop' | 'close'>;

export interface IngestPorts {
  collect: typeof collectFiles;
  session(files: readonly IngestFile[]): Promise<SessionPort>;
  /** Takes what is no image but an experiment. @returns the files that are left */
  records?(files: readonly IngestFile[], signal: AbortSignal): Promise<readonly IngestFile[]>;
}

/** `looking`: what there is, is being found out. `preview`: waits for the person. `reading`: images are decoded and stored. */
export type IngestStage = 'idle' | 'looking' | 'preview' | 'reading';

/** How the last one ended. */
export interface IngestOutcome {
  title: string;
  /** none = no image set came of it; `failure` says why. */
  report?: ImageSetReport;
  rejected: Rejected[];
  failure?: string;
  /** Why the set could be stored but not be taken for the experiment. */
  unusable?: string;
}

export type ImagesDialog = 'sets' | 'collect' | 'report';

export interface IngestState {
  stage: IngestStage;
  progress?: IngestProgress;
  preview?: IngestPreview;
  session?: SessionPort;
  /** Counts the previews of a session: entries and samples are looked at anew when it changes. */
  revision: number;
  /** A change of the preview is being worked out. */
  working: boolean;
  /** Why the last change of the preview was refused. */
  problem?: string;
  title?: string;
  /** The unfinished set that is in use already. */
  usedPart?: string;
  outcome?: IngestOutcome;
  /** What is open besides the preview, which is open as long as the stage says so. */
  dialog?: ImagesDialog;

  /** Call it within the event of a drop: its items are gone afterwards. */
  bring(source: FileSource): Promise<void>;
  /** Files with paths of the page's making, such as captured ones. */
  bringFiles(files: readonly IngestFile[]): Promise<void>;
  setLabels(labels: LabelsWanted): Promise<boolean>;
  edit(edit: IngestEdit): Promise<boolean>;
  /** Reads the previewed images; the report opens at the end. */
  start(options: IngestOptions): Promise<void>;
  /** Without preview and dialogs, for scripts. Rejects where nothing could be kept. */
  add(source: FileSource, options?: IngestOptions): Promise<ImageSetReport>;
  /** Drops what is under way; nothing of it stays. */
  cancel(): void;
  /** Ends reading and keeps what has been read. */
  keep(): void;
  /** Takes the unfinished set for the experiment. */
  takePart(): Promise<void>;
  show(dialog: ImagesDialog): void;
  /** Closes this dialog, if it is the one that is open: one that gave way to another tells of it too. */
  hide(dialog: ImagesDialog): void;
}

export type IngestStore = StoreApi<IngestState>;

type Batch = ReturnType<LabStore['getState']>['config']['batch'];

/** What an ingest that found no image says of each file; by what the error carries, for the module with its class is loaded late. */
const rejectedOf = (error: unknown): Rejected[] | undefined =>
  error instanceof Error && 'rejected' in error && Array.isArray(error.rejected) ? (error.rejected as Rejected[]) : undefined;
const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

const NOTHING_UNDER_WAY = {
  stage: 'idle',
  progress: undefined,
  preview: undefined,
  session: undefined,
  working: false,
  problem: undefined,
  title: undefined,
  usedPart: undefined,
} as const;

const beginning = (phase: IngestProgress['phase'], activity: string, total = 0): IngestProgress => ({
  phase,
  activity,
  done: 0,
  total,
  perSecond: 0,
  secondsLeft: null,
  rejected: 0,
});

export function createIngestStore(lab: LabStore, ports: IngestPorts): IngestStore {
  /** Of the present one; aborted when it is cancelled. */
  let ending = new AbortController();
  /** Files of the present one, for what is dropped on top of its preview. */
  let files: readonly IngestFile[] = [];
  /** The preview that more files are being added to: cancelling leads back to it. */
  let earlier: (Pick<IngestState, 'session' | 'preview'> & { files: readonly IngestFile[] }) | undefined;
  /** What taking the unfinished set did to the batch: the whole set may carry what it could not. */
  let shrunk: { from: Batch; to: Batch } | undefined;
  const notify: ReturnType<LabStore['getState']>['notify'] = (kind, text) => lab.getState().notify(kind, text);

  return createStore<IngestState>()((set, get) => {
    const ongoing = () => ({ signal: ending.signal, onProgress: (progress: IngestProgress) => set({ progress }) });

    const end = (change: Partial<IngestState> = {}) => {
      get().session?.close();
      earlier?.session?.close();
      earlier = undefined;
      files = [];
      set({ ...NOTHING_UNDER_WAY, ...change });
    };

    /** Looking at more files is over: back to the preview there was before, or to nothing. */
    const goBack = () => {
      if (!earlier) return end();
      const { session, preview } = earlier;
      if (get().session !== session) get().session?.close();
      files = earlier.files;
      earlier = undefined;
      set({ stage: 'preview', session, preview, progress: undefined });
    };

    /** Why nothing can be taken in now; undefined = it can. */
    const refusal = (): string | undefined => {
      const { stage, preview } = get();
      if (stage === 'reading') return 'Images are being read. Wait for them, or cancel that first.';
      if (stage === 'looking') return 'The last files are still being looked at. Wait for their preview, or cancel it.';
      return stage === 'preview' && preview && preview.edits > 0
        ? 'Add or cancel the images in the preview first: its classes have been changed by hand.'
        : undefined;
    };

    const collecting = (source: FileSource): Promise<IngestFile[]> =>
      // At once: the items of a drop do not outlive its event.
      ports.collect(source, {
        signal: ending.signal,
        onProgress: ({ activity, done }) => set({ progress: { ...beginning('looking', activity), done } }),
      });

    const failed = (error: unknown) => {
      const { preview, title = 'Images' } = get();
      const rejected = rejectedOf(error) ?? preview?.rejected ?? [];
      const outcome: IngestOutcome = { title: preview?.title ?? title, rejected, failure: messageOf(error) };
      end({ outcome, dialog: 'report' });
    };

    /** Opens the preview of these files and of those that are in it already. */
    const look = async (collected: Promise<readonly IngestFile[]>): Promise<void> => {
      const own = ending;
      const before = earlier?.files ?? [];
      try {
        const found = await collected;
        own.signal.throwIfAborted();
        const images = (await ports.records?.(found, own.signal)) ?? found;
        own.signal.throwIfAborted();
        if (images.length === 0 && found.length > 0) return goBack();
        if (found.length === 0) {
          goBack();
          return notify('warning', 'There is no file in what was given. Choose a folder with images in it, image files, or an archive.');
        }
        const together = [...before, ...images];
        const session = await ports.session(together);
        if (own.signal.aborted) return session.close();
        set({ session });
        const preview = await session.preview({}, ongoing());
        own.signal.throwIfAborted();
        if (preview.images === 0) {
          const failure = 'None of these files is an image that can be read, so there is no image set. The list says why.';
          return end({ outcome: { title: preview.title, rejected: preview.rejected, failure }, dialog: 'report' });
        }
        earlier?.session?.close();
        earlier = undefined;
        files = together;
        set({ stage: 'preview', preview, progress: undefined, revision: get().revision + 1 });
      } catch (error) {
        // What was cancelled has been cleared away by whoever cancelled it.
        if (own.signal.aborted) return;
        failed(error);
      }
    };

    const begin = (activity: string): boolean => {
      const refused = refusal();
      if (refused) {
        notify('warning', refused);
        return false;
      }
      ending = new AbortController();
      const { stage, session, preview } = get();
      earlier = stage === 'preview' ? { session, preview, files } : undefined;
      set({ stage: 'looking', dialog: undefined, problem: undefined, progress: beginning('looking', activity) });
      return true;
    };

    const change = async (ask: (session: SessionPort) => Promise<IngestPreview>): Promise<boolean> => {
      const { session, stage } = get();
      if (!session || stage !== 'preview') return false;
      set({ working: true, problem: undefined });
      try {
        const preview = await ask(session);
        if (get().session === session) set({ preview, revision: get().revision + 1 });
        return true;
      } catch (error) {
        if (get().session === session) set({ problem: messageOf(error) });
        return false;
      } finally {
        if (get().session === session) set({ working: false });
      }
    };

    /** Takes a stored set for the experiment. @returns why it can't be */
    const adopt = async (id: string, batch?: Batch): Promise<string | undefined> => {
      try {
        await lab.getState().chooseImageSet(id, batch);
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    };

    /** The batch from before the unfinished set was taken, unless it has been changed or trained with since. */
    const batchForAll = (id: string): Batch | undefined => {
      const { config, trained, wantsTraining } = lab.getState();
      return get().usedPart === id && config.batch === shrunk?.to && !trained && !wantsTraining ? shrunk.from : undefined;
    };

    const read = async (session: SessionPort, options: IngestOptions, side?: number): Promise<ImageSetReport> => {
      const modelSide = lab.getState().config.model.image;
      // Crops are cut from the stored side: a larger model takes a larger one.
      const size = options.size ?? workingSizeFor(modelSide, get().preview?.side ?? side);
      const report = await session.ingest({ modelSide, ...options, size }, ongoing());
      await lab.getState().refreshImageSets();
      await drawn();
      // It was opened while it was being read: the rest has come in since.
      if (get().usedPart === report.set) await lab.getState().reloadImageSet(report.set);
      return report;
    };

    return {
      ...NOTHING_UNDER_WAY,
      revision: 0,

      bring: async (source) => {
        if (begin('Looking for files')) await look(collecting(source));
      },
      bringFiles: async (more) => {
        if (begin('Looking at files')) await look(Promise.resolve(more));
      },
      setLabels: (labels) => change((session) => session.setLabels(labels)),
      edit: (edit) => change((session) => session.edit(edit)),

      start: async (options) => {
        const { session, preview, stage } = get();
        if (!session || !preview || stage !== 'preview') return;
        const title = options.title ?? preview.title;
        ending = new AbortController();
        set({ stage: 'reading', title, problem: undefined, progress: beginning('reading', 'Reading images', preview.images) });
        try {
          const report = await read(session, options);
          const unusable = await adopt(report.set, batchForAll(report.set));
          await drawn();
          end({ outcome: { title: report.title, report, rejected: report.rejected, ...(unusable ? { unusable } : {}) }, dialog: 'report' });
        } catch (error) {
          if (!isAbort(error)) return failed(error);
          end();
          notify('info', `Reading “${title}” was cancelled. Nothing of it was kept, and nothing else has changed.`);
        }
      },

      add: async (source, options = {}) => {
        if (get().stage !== 'idle') throw new Error(refusal() ?? 'A preview is open. Add or cancel its images first.');
        ending = new AbortController();
        set({ stage: 'reading', progress: beginning('looking', 'Looking for files') });
        try {
          const session = await ports.session(await collecting(source));
          set({ session });
          const preview = await session.preview(options, ongoing());
          set({ title: options.title ?? preview.title });
          const report = await read(session, options, preview.side);
          end({ outcome: { title: report.title, report, rejected: report.rejected } });
          return report;
        } catch (error) {
          end();
          throw error;
        }
      },

      cancel: () => {
        ending.abort();
        if (get().stage === 'looking') goBack();
        else if (get().stage === 'preview') end();
        // A running ingest ends when the worker has cleared away what it had stored.
        else if (get().stage === 'reading')
          set({
            progress: { ...(get().progress ?? beginning('finishing', '')), phase: 'finishing', activity: 'Cancelling', secondsLeft: null },
          });
      },
      keep: () => get().session?.stop(),
      takePart: async () => {
        const part = get().progress?.usable?.set;
        if (part === undefined) return;
        await lab.getState().refreshImageSets();
        const from = lab.getState().config.batch;
        const refused = await adopt(part);
        if (refused) return notify('warning', refused);
        shrunk = { from, to: lab.getState().config.batch };
        if (get().stage === 'reading') set({ usedPart: part });
      },
      show: (dialog) => set({ dialog }),
      hide: (dialog) => get().dialog === dialog && set({ dialog: undefined }),
    };
  });
}
