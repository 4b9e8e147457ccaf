/** Brings the page's own state to life: configuration from the address and back, theme, the recording, image set, engine. */
import type { ExperimentConfig } from '../core/configuration/schema';
import { describeIssue, messageOf } from '../core/errors';
import { toHash, fromHash, type AddressPart, type ReadAddress } from './configUrl';
import type { LabStores } from './LabProvider';
import type { LabStore } from './labStore';
import { showTheme } from './preferences';
import { sweepParts } from './sweepParts';
import type { LinkedState } from './views/linked';
import type { Place } from './views/place';
import { RECORDING_FILE, fetchRecorded, recordingOf, type Recording } from './library/recording';

/** Browsers allow a page few changes of its address a second. */
const URL_DELAY = 400;

type Addressed = Pick<LabStores, 'lab' | 'place' | 'proposed' | 'linked'>;
type Started = Addressed & Pick<LabStores, 'runs' | 'ingest'>;

/** What the address says, the place gone to; what it says wrongly is told, and left out. */
function readAddress({ lab, place, proposed }: Addressed): ReadAddress {
  const read = fromHash(location.hash);
  place.getState().go(read.place);
  const rest = read.ours ? 'the rest of it is kept' : 'nothing is changed';
  const tell = (issues: ReadAddress['issues']) => {
    const wrong = issues.map(describeIssue).join('\n');
    if (wrong) lab.getState().notify('error', `The address holds settings that cannot be used; ${rest}.\n${wrong}`);
  };
  const { sweep } = read;
  if (!sweep) tell(read.issues);
  // What reads it is needed by few addresses.
  else
    void import('./sweepUrl').then(({ sweepOf }) => {
      const { request, issues } = sweepOf(sweep, read.config);
      tell([...read.issues, ...issues]);
      if (request) proposed.getState().propose(request);
    });
  return read;
}

/** Marks entries of the browser's history that the page has made or read: in one without it, someone has typed an address. */
const OWN = { negativeSpace: true };
const isOwn = (state: unknown): boolean => typeof state === 'object' && state !== null && 'negativeSpace' in state;

function keepAddress(stores: Addressed): void {
  const { lab: labStore, place, linked } = stores;
  let timer: ReturnType<typeof setTimeout> | undefined;
  history.replaceState(OWN, '');
  const write = () => {
    const address = addressOf(labStore.getState().config, place.getState().place, linked.getState());
    if (address !== addressNow()) history.replaceState(OWN, '', address);
  };
  // A place is gone to: Back leads from it.
  place.subscribe((state, before) => {
    if (state.place === before.place) return;
    clearTimeout(timer);
    const address = addressOf(labStore.getState().config, state.place, linked.getState());
    if (address !== addressNow()) history.pushState(OWN, '', address);
  });
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(write, URL_DELAY);
  };
  labStore.subscribe((state, before) => state.config !== before.config && soon());
  linked.subscribe((state, before) => state.form !== before.form && soon());
  // Someone has put another configuration into the address bar, or gone back to another place.
  window.addEventListener('hashchange', () => {
    const { edit, notify } = labStore.getState();
    // Back and Forward lead to a place; the configuration is the one there is now.
    if (isOwn(history.state)) {
      place.getState().go(fromHash(location.hash).place);
      return write();
    }
    const { config, ours } = readAddress(stores);
    history.replaceState(OWN, '');
    if (!ours) return;
    edit(config).catch((error: unknown) => notify('error', `The address holds settings that cannot be used. ${messageOf(error)}`));
  });
}

/** A preset's sweep has settings of its own beside the grid, which are not those of the address. */
const partsOf = ({ form }: LinkedState, config: ExperimentConfig): readonly AddressPart[] =>
  form && !form.base ? sweepParts(form, config) : [];

function addressOf(config: ExperimentConfig, place: Place, linked: LinkedState): string {
  const hash = toHash(config, place, undefined, place === 'sweep' ? partsOf(linked, config) : []);
  return hash === '' ? location.pathname + location.search : hash;
}

const addressNow = (): string => (location.hash === '' ? location.pathname + location.search : location.hash);

/** Fetched at once, shown when the shell has been painted; its absence is no error. */
async function showRecording(labStore: LabStore): Promise<Recording | undefined> {
  try {
    const [blob, { decodeRecord }] = await Promise.all([fetchRecorded(document.baseURI), import('../core/record/decode')]);
    await painted();
    if (!blob) return undefined;
    const recording = recordingOf(await decodeRecord(blob, RECORDING_FILE));
    // Decoding and drawing are two tasks, not one long one.
    await new Promise((resolve) => setTimeout(resolve));
    labStore.conductor.showStored(recording);
    return recording;
  } catch (error) {
    labStore.getState().notify('warning', `The recorded run cannot be shown. ${messageOf(error)}`);
    return undefined;
  }
}

/** Earlier steps of the recording, one after the other, for the time slider; whoever trains at once does without them. */
async function fetchEarlier(labStore: LabStore, { record: { elsewhere = [] } }: Recording): Promise<void> {
  const { decodeRecord } = await import('../core/record/decode');
  for (const { step, file } of elsewhere) {
    if (!labStore.getState().stored) return;
    try {
      const blob = await fetchRecorded(document.baseURI, file);
      await idle();
      if (blob) labStore.conductor.addStored(await decodeRecord(blob, file));
    } catch (error) {
      labStore.getState().notify('warning', `Step ${step} of the recorded run cannot be shown. ${messageOf(error)}`);
    }
  }
}

const idle = (): Promise<void> =>
  new Promise((resolve) =>
    typeof requestIdleCallback === 'function' ? requestIdleCallback(() => resolve(), { timeout: 1000 }) : setTimeout(resolve, 50),
  );

/** After the first paint: what takes time must not delay it. */
const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** What is trained here is kept from now on; what the page may be left with is written when it is hidden. */
function keepRuns({ runs }: Pick<LabStores, 'runs'>): void {
  runs.begin();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') runs.flush();
  });
  window.addEventListener('pagehide', () => runs.flush());
}

/**
 * Starts everything; the promise resolves when backend and image set are open.
 * Called once, before the first render: the configuration of the address is then the one drawn first.
 */
export function startPage(stores: Started): Promise<void> {
  const labStore = stores.lab;
  const { config, images } = readAddress(stores);
  void labStore.conductor.session.configure(config);
  keepAddress(stores);
  showTheme();
  keepRuns(stores);
  // The workers start when there is something to look at: on a small machine they would slow that down.
  return showRecording(labStore).then(async (recording) => {
    await painted();
    await labStore.conductor.start(images, { label: 'Choose the images', run: () => stores.ingest.getState().show('collect') });
    void idle().then(() => stores.runs.offer());
    if (recording) void fetchEarlier(labStore, recording);
  });
}
