import type { KeptRecord } from '../../core/record/kept';
import { integer } from '../../plots/format';
import { useLab, useRuns } from '../../state/LabProvider';
import { settingName } from '../../panels/model/settings';
import { useCommands } from '../commands';
import { shortDate } from './StatusLine';

/** A line under the header for what waits for an answer: settings that need Reset, a run to go on with, or a proposal of the page. */
export function Banner() {
  const commands = useCommands();
  const pending = useLab((lab) => lab.pending);
  const proposal = useLab((lab) => lab.proposal);
  const resumable = useRuns((runs) => runs.resumable);
  const discard = useLab((lab) => lab.discardPending);
  const steps = useLab((lab) => (lab.trained ? lab.status.step : 0));
  if (pending.length > 0) {
    const names = [...new Set(pending.map(settingName))];
    return (
      <section className="app-banner" aria-label="Changed settings">
        <p>
          <strong>Settings changed:</strong> {names.slice(0, 4).join(', ')}
          {names.length > 4 && ` and ${names.length - 4} more`}. The experiment goes on with its own; the change takes effect on Reset
          {steps > 0 && `, which drops the ${integer(steps)} ${steps === 1 ? 'step' : 'steps'} trained so far`}.
        </p>
        <button type="button" className="button button-small" onClick={commands.reset}>
          Reset now
        </button>
        <button type="button" className="link-button" onClick={discard}>
          Undo the change
        </button>
      </section>
    );
  }
  if (resumable) return <Unfinished run={resumable} />;
  if (!proposal) return null;
  return (
    <section className="app-banner" aria-label="Proposal">
      <p>{proposal.reason}</p>
      <button type="button" className="button button-small" onClick={() => commands.answerProposal(true)}>
        {proposal.action}
      </button>
      <button type="button" className="link-button" onClick={() => commands.answerProposal(false)}>
        Keep the present settings
      </button>
    </section>
  );
}

/** A run that was left under way: it is offered, and never gone on with unasked. */
function Unfinished({ run: { id, title, step, checkpointStep = step, configuration, date } }: { run: KeptRecord }) {
  const commands = useCommands();
  const dismiss = useRuns((runs) => runs.dismissResume);
  return (
    <section className="app-banner" aria-label="Unfinished run">
      <p>
        Go on from <strong>step {integer(checkpointStep)}</strong> of {integer(configuration.steps)} of “{title}”, begun {shortDate(date)}?
      </p>
      <button type="button" className="button button-small" onClick={() => commands.resume(id)}>
        Resume
      </button>
      <button type="button" className="link-button" onClick={dismiss}>
        Not now
      </button>
    </section>
  );
}
