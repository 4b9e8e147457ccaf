import { RunsPage } from '../../panels/kept';

/** Runs kept. */
export default function RunsPlace() {
  return (
    <main id="runs" className="app-place" tabIndex={-1}>
      <RunsPage />
    </main>
  );
}
