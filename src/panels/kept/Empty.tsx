/** What will stand here, and why. */
export function Empty({ train }: { train(): void }) {
  return (
    <div className="kept-empty">
      <h3>No runs kept yet</h3>
      <p>
        Every experiment that you train, and every cell of a sweep, is kept here by itself: its configuration, curves, snapshots and a
        checkpoint, in this browser alone. So a run of today can be opened in all the views, compared and trained further tomorrow.
      </p>
      <button type="button" className="button button-primary" onClick={train}>
        Go to Train
      </button>
    </div>
  );
}
