import type { RunSnapshot } from '../../core/evaluation/snapshot';
import { integer } from '../../plots/format';
import { useLab } from '../../state/LabProvider';
import type { MeasuredSnapshot } from '../../state/session/phase';
import { changedSince, sayChanged } from '../../state/views/measured';
import './asOf.css';

type Shown = RunSnapshot & Partial<Pick<MeasuredSnapshot, 'measuredWith'>>;

/**
 * Says of a panel at which step, and with which head, its pictures were measured, where that is not where training stands. Nothing where
 * it is, and over the recording, which says so of itself.
 */
export function AsOf({ snapshot }: { snapshot: Shown | undefined }) {
  const step = useLab((lab) => (lab.stored || !lab.trained ? undefined : lab.status.step));
  const inForce = useLab((lab) => lab.inForce);
  if (!snapshot || step === undefined) return null;
  const changed = inForce && snapshot.measuredWith ? changedSince(snapshot.measuredWith, inForce, snapshot.run) : [];
  if (snapshot.step === step && changed.length === 0) return null;
  const head = changed.length > 0 ? ` It was measured before a setting was changed: ${sayChanged(changed)}.` : '';
  return (
    <span
      className="as-of"
      title={`Training stands at step ${integer(step)}; what is shown was measured at step ${integer(snapshot.step)}.${head} E evaluates now.`}
    >
      as of step {integer(snapshot.step)}
      {changed.length > 0 && ', earlier head'}
    </span>
  );
}
