/** The state of a laboratory, over any engine. Views get it from `LabProvider` and read it with `useLab`. */
import { createStore, type StoreApi } from 'zustand';
import { messageOf } from '../core/errors';
import { cpuProposal, defaultConfig, presetOf } from '../core/configuration/presets';
import type { ConfigPatch, ExperimentConfig } from '../core/configuration/schema';
import { ConfigError, applyPatch, checkAgainstImageSet, countImageSet, type ImageSetCounts } from '../core/configuration/validate';
import { Conductor } from './conductor';
import { GUEST_ROW, guestFeatures, guestIndex, guestIsAnchor, type LabGuest } from './views/guest/guest';
import { stepShown } from './views/shown/display';
import { drawn } from './views/drawn';
import type { LabState, Proposal } from './lab.types';
import type { Ports } from './ports';
import { emptyLab, lookingActions } from './views/looking';
import type { ExperimentSession } from './session/ExperimentSession';
import { LIVE_HEAD_SETTINGS, issuesOf, liveHeadChange } from './session/settings';
import { aboutMinutes, estimateSeconds } from './views/estimate';

export type LabStore = StoreApi<LabState> & { conductor: Conductor };

/** Images of this many slots a batch are kept when another image set has fewer classes. */
const MOST_SAMPLES_PER_CLASS = 16;

export function createLabStore(ports: Ports, { config = defaultConfig } = {}): LabStore {
  // Store and conductor need each other; nothing is asked of the conductor before both are made.
  const lead = (): Conductor => conductor;
  const session = (): ExperimentSession => conductor.session;
  let guests = 0;
  const store = createStore<LabState>()((set, get) => {
    /** What is known of the image set of a configuration; undefined until it is open. */
    const counts = (wanted: ExperimentConfig): ImageSetCounts | undefined => {
      const { images, imageSet } = get();
      return images && imageSet?.id === wanted.imageSet ? countImageSet({ ...images, info: imageSet }, wanted) : undefined;
    };

    /** A change, checked against everything that can be known. */
    const checked = async (patch: ConfigPatch): Promise<ExperimentConfig> => {
      const wanted = applyPatch(get().config, patch);
      if (wanted.imageSet !== get().config.imageSet) {
        const known = get().imageSets;
        if (known.length > 0 && !known.some((entry) => entry.id === wanted.imageSet)) {
          const ids = known.map((entry) => entry.id).join(', ');
          throw new ConfigError([{ path: 'imageSet', message: `There is no image set “${wanted.imageSet}”; there are ${ids}` }]);
        }
        const images = await lead().openImageSet(wanted.imageSet);
        refuse(checkAgainstImageSet(wanted, countImageSet(images, wanted)));
        // Taken over what may have changed while the images were being opened.
        return applyPatch(get().config, patch);
      }
      const known = counts(wanted);
      if (known) refuse(checkAgainstImageSet(wanted, known));
      return wanted;
    };

    const edit = async (patch: ConfigPatch): Promise<void> => {
      const before = get().config;
      const next = await checked(patch);
      await session().configure(next);
      if (next.imageSet === before.imageSet) return;
      await drawn();
      await lead().showImageSet(next.imageSet);
    };

    /** Takes an image set with fewer classes than a batch has: the slots that get free go to more images of each. */
    const shrinkBatch = async (title: string, trainClasses: number, imageSet: string, batch: ExperimentConfig['batch']): Promise<void> => {
      const slots = batch.classes * batch.samplesPerClass;
      const samplesPerClass = Math.max(2, Math.min(MOST_SAMPLES_PER_CLASS, Math.floor(slots / trainClasses)));
      await edit({ imageSet, batch: { classes: trainClasses, samplesPerClass } });
      get().notify(
        'info',
        `${title} has ${trainClasses} classes to train on: batches now hold ${trainClasses} classes × ${samplesPerClass}.`,
      );
    };

    /** For what nobody waits for: its failure is told in a notice. */
    const carry = (work: Promise<void>): void => {
      work.catch((error: unknown) => get().notify('error', messageOf(error)));
    };

    return {
      ...emptyLab(config),
      ...lookingActions({ get, set }),

      train: () => session().train(),
      pause: () => session().pause(),
      step: async (count) => {
        const steps = await session().step(count);
        return Object.fromEntries(Object.entries(steps).flatMap(([run, metrics]) => metrics.slice(-1).map((last) => [run, last])));
      },
      evaluate: () => session().evaluate(),
      reset: () => session().reset(),
      undoReset: () => session().undoReset(),
      finalTest: () => session().finalTest(),

      edit,
      configure: async (patch) => {
        await edit(patch);
        if (get().pending.length > 0) await session().reset({ undoable: false });
      },
      check: (patch) => {
        const { config: now } = get();
        const issues = issuesOf(now, patch);
        const known = counts(now);
        if (!known) return issues;
        // What only the image set can refuse is said along with the rest, not after it.
        const ofImages = issuesOf(now, { batch: patch.batch, evaluation: patch.evaluation }, known);
        return [...issues, ...ofImages.filter((issue) => !issues.some((other) => other.path === issue.path))];
      },
      discardPending: () => session().discardPending(),
      chooseImageSet: async (id, batch = get().config.batch) => {
        const images = await lead().openImageSet(id);
        const { config: now } = get();
        const { trainClasses } = countImageSet(images, { ...now, batch });
        const { size, title } = images.info;
        // Too few classes for any batch: refused for that, not for the batch.
        if (batch.classes <= trainClasses || trainClasses < 2) await edit({ imageSet: id, batch });
        else await shrinkBatch(title, trainClasses, id, batch);
        if (size < now.model.image)
          get().notify(
            'info',
            `${title} is kept at ${size} px and enlarged to the model’s ${now.model.image} px. For more detail add it again at a larger working size, or choose a model for smaller images.`,
          );
      },
      refreshImageSets: () => lead().listImageSets(),
      removeImageSet: (id) => lead().removeImageSet(id),
      listImageSet: (id) => lead().listImageSet(id),
      reloadImageSet: (id) => lead().reloadImageSet(id),
      useBackend: (choice) => session().useBackend(choice),

      setHead: (patch) => {
        if (get().check({ head: patch }).length > 0) return;
        if (!session().busy) return carry(edit({ head: patch }));
        const live = Object.fromEntries(LIVE_HEAD_SETTINGS.flatMap((key) => (key in patch ? [[key, patch[key]]] : [])));
        const rest = Object.fromEntries(Object.entries(patch).filter(([key]) => !(key in live)));
        set({ whatIf: liveHeadChange(get().config.head, { ...get().whatIf, ...live }) });
        if (Object.keys(rest).length > 0) carry(edit({ head: rest }));
      },
      applyWhatIf: async () => {
        const { whatIf } = get();
        if (Object.keys(whatIf).length === 0) return;
        await session().apply(whatIf);
        set({ whatIf: {} });
      },

      answerProposal: async (accept) => {
        const { proposal } = get();
        set({ proposal: undefined, proposalAnswered: true });
        if (accept && proposal) await edit(proposal.patch);
      },

      ask: async (picture) => {
        const number = ++guests;
        const embedded = await session().embedGuest({ number, pixels: picture.pixels, size: picture.size });
        const { runs, guest } = get();
        // Another one has been asked about since.
        if (!embedded || !get().evaluation || (guest && guest.number > number)) return;
        const features: LabGuest['features'] = new WeakMap();
        for (const { id, latest } of runs) if (latest?.step === embedded.step && embedded.runs[id]) features.set(latest, embedded.runs[id]);
        // It is seen by the weights of now.
        set(stepShown(get(), undefined));
        const { evaluation, chosenRows } = get();
        set({
          guest: { ...picture, number, features },
          anchor: guestIndex(evaluation!),
          chosenRows: chosenRows && { ...chosenRows, anchor: GUEST_ROW },
        });
      },
      dismissGuest: () => {
        const { guest, chosenRows, evaluation } = get();
        if (!guest) return;
        carry(
          session()
            .embedGuest(undefined)
            .then(() => undefined),
        );
        const left = guestIsAnchor(get()) ? { anchor: 0, hovered: undefined } : {};
        const row = evaluation?.rows[0];
        const forgotten = chosenRows?.anchor === GUEST_ROW && row !== undefined ? { chosenRows: { ...chosenRows, anchor: row } } : {};
        set({ guest: undefined, ...left, ...forgotten });
      },
    };
  });

  const conductor = new Conductor({ get: store.getState, set: (change) => store.setState(change) }, ports, config);
  store.subscribe((state, before) => {
    if (state.backend === before.backend && state.config.model === before.config.model && state.trained === before.trained) return;
    // It is made once.
    const proposal = state.proposalAnswered || state.trained ? undefined : proposalFor(state);
    if (proposal?.reason !== state.proposal?.reason) store.setState({ proposal });
  });
  store.subscribe(({ runs, guest, evaluated, notify, dismissGuest }, before) => {
    // Between a subset of the images and all of them the guest stays.
    if (!guest || (runs === before.runs && evaluated === before.evaluated)) return;
    const shown = runs.flatMap(({ latest }) => (latest ? [latest] : []));
    if (shown.some((snapshot) => guestFeatures(guest, snapshot)) && evaluated === before.evaluated) return;
    // The models it was embedded by are gone: what they made of it says nothing of others.
    dismissGuest();
    notify('info', 'Your picture was embedded by models that are gone. Ask again to see what the present ones make of it.');
  });
  return Object.assign(store, { conductor });
}

function refuse(issues: ConstructorParameters<typeof ConfigError>[0]): void {
  if (issues.length > 0) throw new ConfigError(issues);
}

/** Without a GPU the larger models take seconds a step: a smaller one is offered, never taken in silence. */
function proposalFor({ backend, config }: LabState): Proposal | undefined {
  const gpu = backend?.backend === 'webgpu' && !backend.software;
  const preset = presetOf(config.model);
  if (!backend || gpu || !preset || preset === 'micro') return undefined;
  const { classes, samplesPerClass } = cpuProposal.batch;
  const batch = { classes: Math.min(classes, config.batch.classes), samplesPerClass };
  const seconds = [config, { ...config, model: cpuProposal.model, batch }].map((one) => estimateSeconds(backend, one, config.steps));
  const [own, small] = seconds.map((one) => (one === undefined ? undefined : aboutMinutes(one)));
  const takes = own && small ? `takes ${own} for ${config.steps} steps; micro ${small}` : 'is slow';
  return {
    reason: `No GPU: training runs on the CPU (${backend.adapter}), where the ${preset} model ${takes}.`,
    action: `Use the micro model, batches of ${batch.classes} × ${batch.samplesPerClass}`,
    patch: { model: { ...cpuProposal.model }, batch },
  };
}
