import { useCallback, useEffect, useRef, useState, type DragEvent } from 'react';
import { Icon } from '../../controls';
import { messageOf } from '../../core/errors';
import type { ViewStores } from '../../state/LabProvider';
import { createViewStores } from '../../state/viewed';
import { ErrorBoundary } from '../boundaries/ErrorBoundary';
import { Mark } from '../header/Mark';
import { ThemeToggle } from '../header/ThemeToggle';
import { fetchArchive, openArchive, type ArchiveFile, type OpenedExperiment } from './open';
import { Shown } from './Shown';
import '../layout.css';
import './view.css';

const OPEN = 'M1.8 12.8V3.2h4.4l1.5 1.9h6.5v7.7z';

type Page =
  | { stage: 'empty' }
  | { stage: 'opening'; what: string }
  | { stage: 'failed'; message: string }
  | { stage: 'shown'; file: ArchiveFile; opened: OpenedExperiment; stores: ViewStores };

const addressed = () => new URLSearchParams(location.search);

/** One experiment out of its file, to look at: named by the address, chosen, or dropped. Nothing is trained and nothing is kept. */
export function ViewPage() {
  const [page, setPage] = useState<Page>(() => {
    const file = addressed().get('file');
    return file ? { stage: 'opening', what: file } : { stage: 'empty' };
  });
  const [over, setOver] = useState(false);
  const latest = useRef<AbortController>(undefined);
  const input = useRef<HTMLInputElement>(null);

  const open = useCallback(async (find: () => Promise<ArchiveFile>, folder?: string) => {
    latest.current?.abort();
    const { signal } = (latest.current = new AbortController());
    try {
      const file = await find();
      const opened = await openArchive(file, folder, signal);
      const stores = createViewStores(opened.record, opened.images);
      for (const note of opened.notes) stores.lab.getState().notify('warning', note);
      if (!signal.aborted) setPage({ stage: 'shown', file, opened, stores });
    } catch (error) {
      if (!signal.aborted) setPage({ stage: 'failed', message: messageOf(error) });
    }
  }, []);

  useEffect(() => {
    const address = addressed();
    const file = address.get('file');
    if (file) void open(() => fetchArchive(file, document.baseURI), address.get('experiment') ?? undefined);
  }, [open]);

  const title = page.stage === 'shown' ? (page.opened.record.title ?? `Experiment on ${page.opened.record.imageSet.name}`) : undefined;
  useEffect(() => {
    document.title = title === undefined ? 'Negative Space – an experiment to look at' : `${title} – Negative Space`;
  }, [title]);

  const take = (files: FileList | null) => {
    const [file] = files ?? [];
    if (!file) return;
    setPage({ stage: 'opening', what: file.name });
    void open(() => Promise.resolve({ name: file.name, blob: file }));
  };
  const dragged = (event: DragEvent, entered: boolean) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(entered);
  };
  const choose = () => input.current?.click();

  return (
    <div
      className="app-view"
      data-over={over || undefined}
      onDragOver={(event) => dragged(event, true)}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) dragged(event, false);
      }}
      onDrop={(event) => {
        dragged(event, false);
        take(event.dataTransfer.files);
      }}
    >
      <header className="app-header app-view-header">
        <div className="app-brand">
          <Mark />
          <h1 className="app-view-title">{title ?? 'Negative Space'}</h1>
        </div>
        {page.stage === 'shown' && page.opened.folders.length > 1 && (
          <label className="app-view-choice">
            <span className="visually-hidden">Experiment</span>
            <select
              className="select"
              value={page.opened.folder}
              onChange={({ target }) => void open(() => Promise.resolve(page.file), target.value)}
            >
              {page.opened.folders.map((folder) => (
                <option key={folder}>{folder}</option>
              ))}
            </select>
          </label>
        )}
        <div className="app-header-end">
          <button type="button" className="button" onClick={choose}>
            <Icon path={OPEN} /> Open a file
          </button>
          <ThemeToggle />
        </div>
        <input
          ref={input}
          type="file"
          accept=".zip"
          hidden
          aria-label="File of an experiment"
          onChange={({ target }) => {
            take(target.files);
            target.value = '';
          }}
        />
      </header>
      {page.stage === 'shown' ? (
        <ErrorBoundary name="The experiment" key={`${page.file.name} ${page.opened.folder}`}>
          <Shown opened={page.opened} stores={page.stores} />
        </ErrorBoundary>
      ) : (
        <main className="app-view-empty">
          {page.stage === 'failed' && (
            <p className="field-error" role="alert">
              {page.message}
            </p>
          )}
          {page.stage === 'opening' ? (
            <p role="status">Opening {page.what} …</p>
          ) : (
            <>
              <p>
                This page shows an experiment out of its file: the .zip that <em>Export</em> in the laboratory makes. Drop one here, or
                choose it. It is read in this browser and sent nowhere.
              </p>
              <button type="button" className="button button-primary" onClick={choose}>
                Choose a file
              </button>
            </>
          )}
        </main>
      )}
    </div>
  );
}
