import { RunsPage } from '../../panels/kept';
import { useLabStores } from '../../state/LabProvider';

/** Runs kept. */
export default function RunsPlace() {
  const stores = useLabStores();
  const save = async (ids: readonly string[]) => {
    const files = await import('../takeaway/files');
    files.save(await files.experimentFile(stores, ids));
  };
  return (
    <main id="runs" className="app-place" tabIndex={-1}>
      <RunsPage save={save} />
    </main>
  );
}
