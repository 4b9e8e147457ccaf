/** Sweeps. */
export default function SweepPlace() {
  return (
    <main id="sweep" className="app-place" tabIndex={-1}>
      <h2>Sweep</h2>
    </main>
  );
}
