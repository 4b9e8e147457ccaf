import { useRuns } from '../../state/LabProvider';
import { countRecords, sayBytes } from './list/words';

/** Records that are put side by side at most: more curves and rows than that cannot be told apart. */
export const MOST_COMPARED = 12;

interface FootProps {
  /** Records selected. */
  selected: number;
  /** Of them, what can be read. */
  comparable: number;
  compare(): void;
  /** Saves the selected ones as a file; absent where that cannot be done. */
  save?: (() => void) | undefined;
  /** The file is being made. */
  saving: boolean;
  remove(): void;
  clear(): void;
}

/** What can be done with the selection, and what all of it takes of the storage. */
export function Foot({ selected, comparable, compare, save, saving, remove, clear }: FootProps) {
  const why =
    comparable < 2
      ? 'Select two records or more: Space, a click on their boxes, or Shift for a range'
      : comparable > MOST_COMPARED
        ? `At most ${MOST_COMPARED} records are put side by side`
        : undefined;
  return (
    <div className="kept-foot">
      <span className="kept-selected" role="status">
        {selected === 0 ? 'None selected' : `${countRecords(selected)} selected`}
      </span>
      <button type="button" className="button button-small" disabled={why !== undefined} title={why} onClick={compare}>
        Compare
      </button>
      {save && (
        <button
          type="button"
          className="button button-small"
          disabled={comparable === 0 || saving}
          aria-busy={saving}
          title={
            comparable === 0
              ? 'Select one record or more'
              : 'One .zip: records, metrics, weights, embeddings, hard negatives and figures. Dropped on this page it opens again'
          }
          onClick={save}
        >
          {saving ? 'Exporting …' : 'Export'}
        </button>
      )}
      <button type="button" className="button button-small" disabled={selected === 0} onClick={remove}>
        Delete selected
      </button>
      <button type="button" className="link-button" disabled={selected === 0} onClick={clear}>
        Select none
      </button>
      <span className="kept-keys">
        <span className="kbd">↑↓</span> move <span className="kbd">Space</span> select <span className="kbd">Enter</span> open{' '}
        <span className="kbd">F2</span> rename <span className="kbd">Del</span> delete
      </span>
      <Storage />
    </div>
  );
}

function Storage() {
  const use = useRuns((state) => state.use);
  if (!use) return null;
  const { records, used, quota } = use;
  const share = used !== undefined && quota !== undefined && quota > 0 ? used / quota : undefined;
  return (
    <span className="kept-storage">
      <span>
        Runs take <b>{sayBytes(records)}</b>
      </span>
      {share !== undefined && (
        <>
          <span
            className="progress kept-storage-bar"
            role="meter"
            aria-label="Storage used of what the browser grants"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(100 * share)}
          >
            <span style={{ width: `${Math.max(1, Math.min(100, 100 * share))}%` }} />
          </span>
          <span>
            {sayBytes(used!)} of {sayBytes(quota!)} that the browser grants this site
          </span>
        </>
      )}
    </span>
  );
}
