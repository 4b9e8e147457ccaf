import type { RunSnapshot } from '../../core/evaluation/snapshot';
import { integer } from '../../plots/format';
import { useLab } from '../../state/LabProvider';
import type { MeasuredSnapshot } from '../../state/session/phase';
import { changedSince, sayChanged } from '../../state/views/measured';
import './asOf.css';

type Shown = RunSnapshot & Partial<Pick<MeasuredSnapshot, 'measuredWith'>>;

export interface AsOfWords {
  /** `as of step 50`, with what of the head was another one then. */
  long: string;
  /** `step 50`, where there is little room. */
  short: string;
  title: string;
}

/**
 * At which step, and with which head, what is shown was measured, where that is not where training stands; undefined where it is, and over
 * the recording, which says so of itself.
 */
export function useAsOf(snapshot: Shown | undefined): AsOfWords | undefined {
  const step = useLab((lab) => (lab.stored || !lab.trained ? undefined : lab.status.step));
  const inForce = useLab((lab) => lab.inForce);
  if (!snapshot || step === undefined) return undefined;
  const changed = inForce && snapshot.measuredWith ? changedSince(snapshot.measuredWith, inForce, snapshot.run) : [];
  if (snapshot.step === step && changed.length === 0) return undefined;
  const earlier = changed.length > 0 ? ', earlier head' : '';
  const why = changed.length > 0 ? ` It was measured before a setting was changed: ${sayChanged(changed)}.` : '';
  return {
    long: `as of step ${integer(snapshot.step)}${earlier}`,
    short: `step ${integer(snapshot.step)}${earlier}`,
    title: `Training stands at step ${integer(step)}; what is shown was measured at step ${integer(snapshot.step)}.${why} E evaluates now.`,
  };
}

/** Says it in a panel. */
export function AsOf({ snapshot, short = false }: { snapshot: Shown | undefined; short?: boolean }) {
  const words = useAsOf(snapshot);
  return (
    words && (
      <span className="as-of" title={words.title}>
        {short ? words.short : words.long}
      </span>
    )
  );
}
