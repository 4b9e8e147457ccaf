import { integer } from '../plots/format';
import { useLab } from '../state/LabProvider';
import { usePartWords } from '../state/views/shown/parts';

/** Says that what is shown was recorded, and where: as long as it is so. Where the recording has several steps, they take the room. */
export function StoredMark() {
  const stored = useLab((lab) => lab.stored);
  const several = useLab((lab) => lab.runs.some((run) => run.history.length > 1));
  const part = usePartWords();
  if (!stored) return null;
  const { kept, backend, recordedOn } = stored;
  const where =
    kept === undefined
      ? `Recorded with this page: ${backend}, ${recordedOn}. Train replaces it with your own runs.`
      : `“${kept}”, kept in this browser: ${backend}, ${recordedOn}. Train begins anew with its settings; to go on from where it stood, continue it in Runs.`;
  return (
    <p className="app-stored-mark" title={where}>
      <strong className="badge">
        {kept === undefined ? 'recorded' : 'kept run'}, step {integer(stored.step)}
        {part && (
          <>
            , {part.split(' ', 1)[0]}
            {/* Where there is little room, the part says enough. */}
            <span className="app-stored-mark-more"> {part.slice(part.indexOf(' ') + 1)}</span>
          </>
        )}
      </strong>
      <span className={several ? 'visually-hidden' : undefined}>{where}</span>
    </p>
  );
}
