import { describe, expect, it } from 'vitest';
import type { IngestFile } from '../../engine/dropped';
import type { ImageSetReport, IngestEdit, IngestOptions, IngestPreview, IngestProgress } from '../../engine/ingest';
import { createIngestStore, type FileSource, type SessionPort } from './ingest';
import { MemoryImages, startedLab } from '../testing/local';

const preview: IngestPreview = {
  title: 'pets',
  classes: [
    { path: 'cat', name: 'cat', count: 3, samples: [0] },
    { path: 'dog', name: 'dog', count: 3, samples: [3] },
  ],
  images: 6,
  unlabelled: 0,
  unlabelledSamples: [],
  singletons: 0,
  edits: 0,
  rejected: [{ name: 'pets/broken.jpg', reason: 'it is empty (0 bytes)' }],
  ignored: 0,
  notes: [],
  labelSource: 'folders',
  labelSources: ['folders', 'none'],
  split: { preferred: 'images', possible: ['classes', 'images'] },
};

const report: ImageSetReport = {
  set: 'own',
  title: 'pets',
  classes: 6,
  images: 12,
  rejected: preview.rejected,
  notes: [],
  singletons: 0,
  splitRule: 'by image, seed 1',
  statistics: {
    imagesPerClass: [2, 2, 2, 2, 2, 2],
    width: { least: 1, median: 2, most: 3, mean: 2 },
    height: { least: 1, median: 2, most: 3, mean: 2 },
    mean: [0.5, 0.5, 0.5],
    std: [0.2, 0.2, 0.2],
  },
  nearDuplicates: [],
  contradictions: [],
  contradictionCount: 0,
  nearDuplicateCount: 0,
  complete: true,
  bytes: 1000,
};

/** A session that answers at once, except that reading waits for `finish`. */
class FakeSession implements SessionPort {
  readonly asked: string[] = [];
  seen: IngestPreview = preview;
  closed = false;
  finish: (report: ImageSetReport) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  tell: (progress: IngestProgress) => void = () => undefined;

  constructor(readonly files: readonly IngestFile[]) {}
  preview = async () => this.seen;
  setLabels: SessionPort['setLabels'] = async ({ source, pattern }) => {
    if (pattern === '(') throw new Error('“(” is not a regular expression');
    return { ...this.seen, labelSource: source === 'auto' ? 'folders' : source };
  };
  edit = async (edit: IngestEdit) => {
    this.asked.push(edit.type);
    return (this.seen = { ...this.seen, edits: this.seen.edits + (edit.type === 'undo' ? -1 : 1) });
  };
  entries = async () => Int32Array.of(0, 1, 2);
  thumbnails = async (entries: number[]) => entries.map(() => null);
  ingest: SessionPort['ingest'] = (options: IngestOptions = {}, { signal, onProgress } = {}) => {
    this.asked.push(`ingest ${JSON.stringify(options)}`);
    this.tell = (progress) => onProgress?.(progress);
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
      signal?.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    });
  };
  stop = () => this.finish({ ...report, complete: false, kept: '5 of 12 images were kept.' });
  close = () => void (this.closed = true);
}

const fileNamed = (path: string): IngestFile => ({ path, file: new File(['x'], path) });
const dropOf = (...paths: string[]) => paths.map((path) => new File(['x'], path)) as FileSource;

async function open({ seen = preview, ownClasses = 6 } = {}) {
  const images = new MemoryImages({ emoji: 5 });
  const { lab } = await startedLab({ images });
  const sessions: FakeSession[] = [];
  const store = createIngestStore(lab, {
    collect: async (source) => (Array.from(source as ArrayLike<File>) as File[]).map((file) => fileNamed(file.name)),
    session: async (files) => {
      const session = new FakeSession(files);
      session.seen = seen;
      sessions.push(session);
      return session;
    },
    records: async (files) => files.filter(({ path }) => !path.endsWith('.zip')),
  });
  return { lab, images, sessions, state: store.getState, stored: () => (images.classes.own = ownClasses) };
}

/** Lets what waits on nothing but promises go on. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('an ingest', () => {
  it('goes from a drop over the preview to the set in use, and ends with the report', async () => {
    const { lab, sessions, state, stored } = await open();
    await state().bring(dropOf('a.png', 'b.png'));
    expect(state()).toMatchObject({ stage: 'preview', preview: { title: 'pets' } });
    const reading = state().start({ size: 32 });
    expect(state()).toMatchObject({ stage: 'reading', title: 'pets' });
    await settled();
    expect(lab.getState().config.imageSet).toBe('emoji');
    stored();
    sessions[0]!.finish(report);
    await reading;
    expect(sessions[0]!.asked).toEqual(['ingest {"modelSide":8,"size":32}']);
    expect(state()).toMatchObject({ stage: 'idle', dialog: 'report', outcome: { title: 'pets', report: { set: 'own' } } });
    expect(lab.getState()).toMatchObject({ config: { imageSet: 'own' }, imageSet: { id: 'own' } });
    expect(lab.getState().imageSets.map(({ id }) => id)).toContain('own');
    expect(sessions[0]!.closed).toBe(true);
  });

  it('leaves experiments to whoever keeps them, and takes the images beside them', async () => {
    const { lab, sessions, state } = await open();
    await state().bring(dropOf('run.zip'));
    expect(state()).toMatchObject({ stage: 'idle', progress: undefined });
    expect(sessions).toEqual([]);
    expect(lab.getState().notices).toEqual([]);
    await state().bring(dropOf('run.zip', 'a.png'));
    expect(state().stage).toBe('preview');
    expect(sessions[0]!.files.map(({ path }) => path)).toEqual(['a.png']);
    // On top of a preview, which stays.
    await state().bring(dropOf('run.zip'));
    expect(state()).toMatchObject({ stage: 'preview', preview: { title: 'pets' } });
    expect(sessions).toHaveLength(1);
  });

  it('ends with the list of reasons where nothing can be read', async () => {
    const { state } = await open({ seen: { ...preview, images: 0, classes: [] } });
    await state().bring(dropOf('broken.jpg'));
    expect(state()).toMatchObject({ stage: 'idle', dialog: 'report', outcome: { rejected: [{ name: 'pets/broken.jpg' }] } });
    expect(state().outcome?.failure).toContain('None of these files');
  });

  it('says so where nothing at all was given', async () => {
    const { lab, state } = await open();
    await state().bring(dropOf());
    expect(state().stage).toBe('idle');
    expect(lab.getState().notices[0]?.text).toContain('no file');
  });

  it('that is cancelled while it reads leaves everything as it was', async () => {
    const { lab, sessions, state } = await open();
    await state().bring(dropOf('a.png'));
    const reading = state().start({});
    await settled();
    state().cancel();
    await reading;
    expect(state()).toMatchObject({ stage: 'idle', session: undefined });
    expect(state().dialog).toBeUndefined();
    expect(lab.getState().config.imageSet).toBe('emoji');
    expect(sessions[0]!.closed).toBe(true);
    expect(lab.getState().notices.at(-1)?.text).toContain('“pets” was cancelled');
  });

  it('that fails says why, with what was left out', async () => {
    const { lab, sessions, state } = await open();
    await state().bring(dropOf('a.png'));
    const reading = state().start({});
    await settled();
    sessions[0]!.fail(new Error('The browser has no room left.'));
    await reading;
    expect(state()).toMatchObject({ stage: 'idle', dialog: 'report', outcome: { failure: 'The browser has no room left.' } });
    expect(state().outcome?.rejected).toHaveLength(1);
    expect(lab.getState().config.imageSet).toBe('emoji');
  });

  it('that finds no image after all tells what was wrong with each file', async () => {
    const { sessions, state } = await open();
    await state().bring(dropOf('a.png'));
    const reading = state().start({});
    await settled();
    const rejected = [{ name: 'a.png', reason: 'it is damaged' }];
    sessions[0]!.fail(Object.assign(new Error('No image could be read.'), { rejected }));
    await reading;
    expect(state().outcome).toMatchObject({ failure: 'No image could be read.', rejected });
  });

  it('keeps a set that cannot be trained on, and the one in use', async () => {
    // Of two classes both belong to the test split: nothing to train on.
    const { lab, sessions, state, stored } = await open({ ownClasses: 2 });
    await state().bring(dropOf('a.png'));
    const reading = state().start({});
    await settled();
    stored();
    sessions[0]!.finish(report);
    await reading;
    expect(state().outcome?.unusable).toContain('at least 2 classes');
    expect(lab.getState()).toMatchObject({ config: { imageSet: 'emoji' } });
    expect(lab.getState().imageSets.map(({ id }) => id)).toContain('own');
  });

  it('can be trained on before it is over, and is whole afterwards', async () => {
    const { lab, images, sessions, state } = await open();
    await state().bring(dropOf('a.png'));
    const reading = state().start({});
    await settled();
    // Two classes to train on so far, batches of three.
    images.classes.own = 4;
    const progress = {
      phase: 'reading',
      activity: 'Reading images',
      done: 9,
      total: 12,
      perSecond: 3,
      secondsLeft: 1,
      rejected: 0,
    } as const;
    sessions[0]!.tell({ ...progress, usable: { set: 'own', images: 9, classes: 6 } });
    await state().takePart();
    expect(lab.getState()).toMatchObject({ imageSet: { id: 'own', count: 8 }, config: { batch: { classes: 2, samplesPerClass: 3 } } });
    images.classes.own = 9;
    sessions[0]!.finish(report);
    await reading;
    expect(lab.getState()).toMatchObject({ imageSet: { id: 'own', count: 18 }, config: { batch: { classes: 3, samplesPerClass: 2 } } });
  });

  it('keeps what has been read when it is stopped', async () => {
    const { sessions, state, stored } = await open();
    await state().bring(dropOf('a.png'));
    const reading = state().start({});
    await settled();
    stored();
    state().keep();
    await reading;
    expect(sessions).toHaveLength(1);
    expect(state().outcome?.report).toMatchObject({ complete: false, kept: '5 of 12 images were kept.' });
  });
});

describe('the preview', () => {
  it('takes more files as long as nothing has been changed by hand', async () => {
    const { lab, sessions, state } = await open();
    await state().bring(dropOf('a.png'));
    await state().bringFiles([fileNamed('b.png')]);
    expect(sessions.map(({ files }) => files.map(({ path }) => path))).toEqual([['a.png'], ['a.png', 'b.png']]);
    expect(sessions[0]!.closed).toBe(true);
    expect(await state().edit({ type: 'rename', path: 'cat', name: 'tomcat' })).toBe(true);
    await state().bringFiles([fileNamed('c.png')]);
    expect(sessions).toHaveLength(2);
    expect(state().stage).toBe('preview');
    expect(lab.getState().notices.at(-1)?.text).toContain('changed by hand');
  });

  it('stays when adding more files is cancelled', async () => {
    const { sessions, state } = await open();
    await state().bring(dropOf('a.png'));
    const more = state().bring(dropOf('b.png'));
    state().cancel();
    await more;
    expect(state()).toMatchObject({ stage: 'preview', session: sessions[0] });
    expect(sessions[0]!.closed).toBe(false);
  });

  it('says why a change is refused and stays as it was', async () => {
    const { state } = await open();
    await state().bring(dropOf('a.png'));
    const before = state().preview;
    expect(await state().setLabels({ source: 'names', pattern: '(' })).toBe(false);
    expect(state()).toMatchObject({ problem: '“(” is not a regular expression', preview: before, working: false });
    expect(await state().setLabels({ source: 'none' })).toBe(true);
    expect(state()).toMatchObject({ problem: undefined, preview: { labelSource: 'none' } });
  });

  it('is closed by cancelling', async () => {
    const { sessions, state } = await open();
    await state().bring(dropOf('a.png'));
    state().cancel();
    expect(state()).toMatchObject({ stage: 'idle', preview: undefined });
    expect(sessions[0]!.closed).toBe(true);
  });

  it('refuses other files while images are being read', async () => {
    const { lab, sessions, state } = await open();
    await state().bring(dropOf('a.png'));
    const reading = state().start({});
    await settled();
    await state().bring(dropOf('b.png'));
    expect(sessions).toHaveLength(1);
    expect(lab.getState().notices.at(-1)?.text).toContain('being read');
    state().cancel();
    await reading;
  });
});

describe('adding from a script', () => {
  it('resolves to the report and leaves the set in use alone', async () => {
    const { lab, sessions, state, stored } = await open();
    const adding = state().add(dropOf('a.png'), { size: 48 });
    await settled();
    stored();
    sessions[0]!.finish(report);
    expect(await adding).toMatchObject({ set: 'own' });
    expect(state()).toMatchObject({ stage: 'idle', outcome: { report: { set: 'own' } } });
    expect(state().dialog).toBeUndefined();
    expect(lab.getState().config.imageSet).toBe('emoji');
    expect(lab.getState().imageSets.map(({ id }) => id)).toContain('own');
  });

  it('rejects with what kept it, and can be called again', async () => {
    const { sessions, state } = await open();
    const adding = state().add(dropOf('a.png'));
    await settled();
    sessions[0]!.fail(new Error('no room'));
    await expect(adding).rejects.toThrow('no room');
    expect(state().stage).toBe('idle');
  });
});
