/** Runs kept. */
export default function RunsPlace() {
  return (
    <main id="runs" className="app-place" tabIndex={-1}>
      <h2>Runs</h2>
    </main>
  );
}
