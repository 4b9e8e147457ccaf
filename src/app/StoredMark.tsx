import { integer } from '../plots/format';
import { useLab } from '../state/labStore';

/** Says that what is shown was recorded, and where: as long as it is so. */
export function StoredMark() {
  const stored = useLab((lab) => lab.stored);
  if (!stored) return null;
  return (
    <p className="stored-mark">
      <strong className="badge">stored snapshot, step {integer(stored.step)}</strong>
      <span>
        Recorded with this page: {stored.backend}, {stored.recordedOn}. Train replaces it with your own runs.
      </span>
    </p>
  );
}
