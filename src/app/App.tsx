import { Suspense, lazy, useCallback, useEffect, useState } from 'react';
import { AskDialog } from '../panels/ask';
import { DropAnywhere, ImagesDialogs } from '../panels/images';
import { WeightsDialogs } from '../panels/pretrained';
import { ProvenanceContext, type Origin } from '../plots';
import { useLabStores, useTour } from '../state/LabProvider';
import { provenanceOf } from '../state/views/shown/provenance';
import { version } from '../../package.json';
import { Banner } from './header/Banner';
import { Header } from './header/Header';
import { HelpDialog } from './header/HelpDialog';
import { Notices } from './Notices';
import { StateAnnouncer } from './header/StatusLine';
import { Places } from './places/Places';
import { useCommands } from './commands';
import { listenToKeys } from './keyboard/keyboard';
import './layout.css';

const Tour = lazy(() => import('./tour/Tour'));

/** The frame: the header, the place that is looked at, and what opens over either. */
export function App() {
  const { lab, place, projections } = useLabStores();
  const provenance = useCallback(
    (origin: Origin) => provenanceOf(lab.getState(), projections.getState(), version, origin),
    [lab, projections],
  );
  const commands = useCommands();
  const [help, setHelp] = useState(false);
  const touring = useTour((tour) => tour.at !== undefined);
  const now = () => place.getState().place;
  useEffect(
    () =>
      listenToKeys(
        commands,
        () => setHelp(true),
        () => place.getState().place === 'train',
      ),
    [commands, place],
  );
  return (
    <ProvenanceContext value={provenance}>
      {/* A button: the part of the address behind # holds the configuration, which a link would overwrite. */}
      <button type="button" className="app-skip-link" onClick={() => document.getElementById(now() === 'train' ? 'views' : now())?.focus()}>
        Skip to the views
      </button>
      <Header openHelp={() => setHelp(true)} />
      <Banner />
      <Places />
      <ImagesDialogs choose={commands.chooseImageSet} />
      <DropAnywhere />
      <WeightsDialogs />
      <AskDialog />
      <Notices />
      <StateAnnouncer />
      <HelpDialog open={help} onClose={() => setHelp(false)} />
      {touring && (
        <Suspense>
          <Tour />
        </Suspense>
      )}
    </ProvenanceContext>
  );
}
