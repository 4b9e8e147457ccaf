import type { RunSnapshot } from '../../core/evaluation/snapshot';
import { integer } from '../../plots/format';
import { useLab } from '../../state/LabProvider';
import type { MeasuredSnapshot } from '../../state/session/phase';
import { changedSince, sayChanged } from '../../state/views/shown/measured';
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
 * At which step, with which head and on which images what is shown was measured, where that is not where training stands, or not all that
 * are evaluated; undefined where it is, and over the recording, which says so of itself.
 */
export function useAsOf(snapshot: Shown | undefined): AsOfWords | undefined {
  const step = useLab((lab) => (lab.stored ? undefined : lab.status.step));
  const trained = useLab((lab) => lab.trained);
  const inForce = useLab((lab) => lab.inForce ?? lab.config);
  const standIn = useLab(
    ({ chosenRows, evaluation, anchor }) => chosenRows !== undefined && evaluation?.rows[anchor] !== chosenRows.anchor,
  );
  if (!snapshot) return undefined;
  const among = snapshot.subset && `${integer(snapshot.n)} of ${integer(snapshot.subset.of)} images`;
  const changed = step !== undefined && snapshot.measuredWith ? changedSince(snapshot.measuredWith, inForce, snapshot.run) : [];
  const past = step !== undefined && ((trained && snapshot.step !== step) || changed.length > 0);
  if (!past && !among) return undefined;
  const ofHead = changed.every(({ path }) => path.startsWith('head.'));
  const earlier = changed.length > 0 ? `earlier ${ofHead ? 'head' : 'settings'}` : undefined;
  const why = changed.length > 0 ? ` It was measured before a setting was changed: ${sayChanged(changed)}.` : '';
  const where = past
    ? `Training stands at step ${integer(step)}; what is shown was measured at step ${integer(snapshot.step)}.${why} `
    : '';
  return {
    long: said(past && `as of step ${integer(snapshot.step)}`, earlier, among),
    short: said(past && `step ${integer(snapshot.step)}`, earlier, among && `${integer(snapshot.n)} images`),
    title: `${where}${among ? aboutSubset(among, standIn) : ''}E evaluates now.`,
  };
}

const said = (...words: readonly (string | false | undefined)[]) => words.filter(Boolean).join(', ');

/** What a subset means for whoever reads a number of it. */
function aboutSubset(among: string, standIn: boolean): string {
  const anchor = standIn ? ' The anchor you chose is not among them: another image stands in for it until all are shown.' : '';
  return `It is of ${among}, the same ones each time, so as to be seen soon: each has fewer others of its class to find and fewer of other classes to be taken for, so its numbers compare with one another alone.${anchor} All images come with the configured steps, at a pause and with the last step. `;
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
