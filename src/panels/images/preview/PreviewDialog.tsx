import { useEffect, useId, useState } from 'react';
import { bytesInWords } from '../../../core/ingest/limits';
import { showName } from '../../../core/ingest/names';
import { ChooseOne, Dialog } from '../../../controls';
import { integer } from '../../../plots/format';
import { useIngest, useIngestStore, useLab } from '../../../state/LabProvider';
import type { IngestPreview, SessionPort } from '../../../state/library/ingest';
import { ClassesView } from './ClassesView';
import { EntriesView } from './EntriesView';
import { LabelsQuestion } from './LabelsQuestion';
import { PreviewSettings } from './PreviewSettings';
import { ReasonList } from './ReasonList';
import { ingestOptions, startingChoices, seedProblem, sizeOf, type Choices } from './choices';
import { queueOf } from './thumbnailQueue';
import { counted } from '../words';

/** What there is in what was given, before anything is read in earnest: classes, labels, split, size. */
export function PreviewDialog() {
  const ingestStore = useIngestStore();
  const open = useIngest((state) => state.stage === 'preview' || state.stage === 'looking');
  const preview = useIngest((state) => state.preview);
  const session = useIngest((state) => state.session);
  const ready = useIngest((state) => state.stage === 'preview');
  const [choices, setChoices] = useState<Choices>(startingChoices);
  const modelSide = useLab((lab) => lab.config.model.image);
  const edits = preview?.edits ?? 0;
  const lost = edits > 0 ? `${counted(edits, 'change')} of yours would be lost.` : undefined;

  const leave = () => {
    setChoices(startingChoices);
    ingestStore.getState().cancel();
  };
  const start = () => {
    if (!preview || !ready || preview.question || seedProblem(choices.seed) !== undefined || preview.classes.length === 0) return;
    setChoices(startingChoices);
    void ingestStore.getState().start(ingestOptions(choices, preview, modelSide));
  };
  return (
    <Dialog
      open={open}
      title="Add image set"
      size="large"
      unsaved={lost}
      onClose={leave}
      onSubmit={start}
      foot={(close) => (
        <>
          <p className="dialog-effect" data-align="start">
            {preview ? effectOf(preview, sizeOf(choices, preview, modelSide)) : 'Nothing is read or stored yet.'}
          </p>
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button
            type="submit"
            className="button button-primary"
            disabled={!ready || preview?.classes.length === 0 || preview?.question !== undefined}
          >
            Add image set
          </button>
        </>
      )}
    >
      <div className="images-preview">
        {session && preview ? <Preview session={session} preview={preview} choices={choices} choose={setChoices} /> : <Looking />}
      </div>
    </Dialog>
  );
}

/** What will be added, in a line. */
function effectOf({ images, unlabelled, classes, question }: IngestPreview, size: number): string {
  if (question) return `Nothing is stored before it is said ${question.about === 'split' ? 'what the split is' : 'where the labels are'}.`;
  const taken = images - unlabelled;
  if (classes.length === 0) return 'No image has a label yet: choose where labels come from, or label images by hand.';
  const without = unlabelled > 0 ? ` ${counted(unlabelled, 'image')} without a label ${unlabelled === 1 ? 'is' : 'are'} left out.` : '';
  const alone = classes.length === 1 ? ' One class has nothing to be told apart from: training needs two or more.' : '';
  return `${counted(taken, 'image')} of ${counted(classes.length, 'class', 'classes')}, about ${bytesInWords(taken * size * size * 3)} in this browser.${without}${alone}`;
}

function Looking() {
  const progress = useIngest((state) => state.progress);
  const isCounted = (progress?.total ?? 0) > 0;
  return (
    <div className="images-looking">
      <p>{progress?.activity ?? 'Looking at files'} …</p>
      <div
        className="progress"
        role="progressbar"
        aria-label="Looking at files"
        aria-valuemin={0}
        aria-valuemax={isCounted ? progress?.total : undefined}
        aria-valuenow={isCounted ? progress?.done : undefined}
        data-unknown={!isCounted || undefined}
      >
        <span style={{ width: isCounted ? `${(100 * progress!.done) / progress!.total}%` : '0%' }} />
      </div>
      <p className="panel-note">
        {progress && progress.done > 0 ? counted(progress.done, 'file') : 'No file is read yet'}
        {isCounted && ` of ${integer(progress!.total)}`}
      </p>
    </div>
  );
}

type View = 'classes' | 'unlabelled' | 'rejected' | { path: string };

interface PreviewProps {
  session: SessionPort;
  preview: IngestPreview;
  choices: Choices;
  choose(choices: Choices): void;
}

function Preview({ session, preview, choices, choose }: PreviewProps) {
  const ingestStore = useIngestStore();
  const id = useId();
  const working = useIngest((state) => state.working || state.stage === 'looking');
  const problem = useIngest((state) => state.problem);
  const [wanted, setView] = useState<View>('classes');
  // A class that is no longer there has nothing to show.
  const view = typeof wanted === 'object' && !preview.classes.some(({ path }) => path === wanted.path) ? 'classes' : wanted;
  useEffect(() => () => queueOf(session).clear(), [session]);
  const { background } = choices;
  useEffect(() => queueOf(session).showOver(background), [session, background]);
  const tabs = [
    { view: 'classes', name: 'Classes', count: preview.classes.length },
    { view: 'unlabelled', name: 'Without label', count: preview.unlabelled },
    { view: 'rejected', name: 'Left out', count: preview.rejected.length },
  ] as const;
  return (
    <>
      <div className="images-preview-main" aria-busy={working}>
        <div className="images-preview-tabs">
          <ChooseOne
            label="Show"
            options={tabs.map((tab) => ({
              value: tab.view,
              name: (
                <>
                  {tab.name} <span className="images-tab-count">{integer(tab.count)}</span>
                </>
              ),
            }))}
            value={typeof view === 'object' ? undefined : view}
            choose={setView}
          />
          {typeof view === 'object' && (
            <p className="images-preview-place">
              <button type="button" className="link-button" onClick={() => setView('classes')}>
                All classes
              </button>{' '}
              / <strong>{showName(view.path)}</strong>
            </p>
          )}
          <span className="images-preview-working" role="status">
            {working ? 'working …' : ''}
          </span>
          {preview.edits > 0 && (
            <button type="button" className="link-button" onClick={() => void ingestStore.getState().edit({ type: 'undo' })}>
              Undo
            </button>
          )}
        </div>
        {problem && (
          <p className="field-error" role="alert" id={`${id}-problem`}>
            {problem}
          </p>
        )}
        {preview.question && view === 'classes' && <LabelsQuestion session={session} question={preview.question} />}
        {view === 'classes' && !preview.question && <ClassesView session={session} preview={preview} open={(path) => setView({ path })} />}
        {view === 'unlabelled' && <EntriesView key="none" session={session} preview={preview} path={null} />}
        {view === 'rejected' && <LeftOut preview={preview} />}
        {typeof view === 'object' && <EntriesView key={view.path} session={session} preview={preview} path={view.path} />}
      </div>
      <PreviewSettings preview={preview} choices={choices} choose={choose} />
    </>
  );
}

function LeftOut({ preview: { rejected, ignored } }: { preview: IngestPreview }) {
  return (
    <>
      {rejected.length === 0 && <p className="panel-note">Nothing has been left out.</p>}
      {ignored > 0 && (
        <p className="panel-note">
          {counted(ignored, 'file')} that {ignored === 1 ? 'belongs' : 'belong'} to the system or to lists {ignored === 1 ? 'is' : 'are'}{' '}
          passed over in silence.
        </p>
      )}
      {rejected.length > 0 && <ReasonList label="Files left out" rejected={rejected} />}
      <p className="panel-note">Files that turn out to be damaged while they are read are added to this list in the report.</p>
    </>
  );
}
