import { Tip } from '../../controls';
import { BackendControl } from './BackendControl';
import { PlaceLinks } from '../places/PlaceLinks';
import { Mark } from './Mark';
import { StatusLine } from './StatusLine';
import { Takeaway } from './Takeaway';
import { ThemeToggle } from './ThemeToggle';
import { TourInvitation } from '../tour';
import { TrainingControls } from './TrainingControls';

export function Header({ openHelp }: { openHelp(): void }) {
  return (
    <header className="app-header">
      <div className="app-brand">
        <Mark />
        <h1>Negative Space</h1>
      </div>
      <PlaceLinks />
      <TrainingControls />
      <StatusLine />
      <TourInvitation />
      <BackendControl />
      <div className="app-header-end">
        <Takeaway />
        <ThemeToggle />
        <Tip text="Help and keys (?)">
          <button type="button" className="button button-icon" onClick={openHelp} aria-label="Help and keys">
            ?
          </button>
        </Tip>
      </div>
    </header>
  );
}
