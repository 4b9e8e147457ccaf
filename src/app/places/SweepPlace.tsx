import { SweepPage } from '../../panels/sweep';

/** Sweeps. */
export default function SweepPlace() {
  return (
    <main id="sweep" className="app-place" tabIndex={-1}>
      <h2 className="visually-hidden">Sweep</h2>
      <SweepPage />
    </main>
  );
}
