import { useState } from 'react';
import type { KeptRecord } from '../../core/record/kept';
import { integer } from '../../plots/format';
import { useLab, useRuns } from '../../state/LabProvider';
import { aboutMinutes, estimateSeconds } from '../../state/views/estimate';
import { nameOfSetting } from '../../core/configuration/settingNames';
import { useCommands } from '../commands';
import { shortDate } from './StatusLine';

/**
 * A line under the header for what waits for an answer: settings that need Reset, a run to go on with, or a proposal of the page. Before the
 * first training it is there from the start, whatever the backend turns out to be: what is under it does not move when that is known.
 */
export function Banner() {
  const commands = useCommands();
  const pending = useLab((lab) => lab.pending);
  const proposal = useLab((lab) => lab.proposal);
  const resumable = useRuns((runs) => runs.resumable);
  const discard = useLab((lab) => lab.discardPending);
  const steps = useLab((lab) => (lab.trained ? lab.status.step : 0));
  if (pending.length > 0) {
    const names = [...new Set(pending.map((path) => nameOfSetting(path).label))];
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
  if (!proposal) return <Pace />;
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

/** In the place of a proposal where there is none: that the backend is being opened, then how long training will take. */
function Pace() {
  const [closed, setClosed] = useState(false);
  const backend = useLab((lab) => lab.backend);
  const failed = useLab((lab) => lab.failure !== undefined);
  const begun = useLab((lab) => lab.trained || lab.wantsTraining || lab.proposalAnswered);
  const steps = useLab((lab) => lab.config.steps);
  const seconds = useLab((lab) => lab.backend && estimateSeconds(lab.backend, lab.config, lab.config.steps));
  if (closed || begun || failed) return null;
  return (
    <section className="app-banner" aria-label="Pace" data-waiting={!backend || undefined}>
      {backend ? (
        <>
          <p>
            Training runs on {backend.adapter}
            {seconds !== undefined && `: ${aboutMinutes(seconds)} for ${integer(steps)} steps of all runs`}.
          </p>
          <button type="button" className="link-button" onClick={() => setClosed(true)}>
            Close
          </button>
        </>
      ) : (
        <p>Opening the backend, to see how long training will take here …</p>
      )}
    </section>
  );
}

/** A run that was left under way: it is offered, and never gone on with unasked. */
function Unfinished({ run: { id, title, step, checkpointStep = step, configuration, date } }: { run: KeptRecord }) {
  const commands = useCommands();
  const dismiss = useRuns((runs) => runs.dismissResume);
  // Opening the images and the models takes seconds: a button that says nothing for so long is pressed again.
  const [opening, setOpening] = useState(false);
  const resume = () => {
    setOpening(true);
    void commands.resume(id).finally(() => setOpening(false));
  };
  return (
    <section className="app-banner" aria-label="Unfinished run">
      <p>
        Go on from <strong>step {integer(checkpointStep)}</strong> of {integer(configuration.steps)} of “{title}”, begun {shortDate(date)}?
      </p>
      <button type="button" className="button button-small" disabled={opening} onClick={resume}>
        {opening ? 'Opening …' : 'Resume'}
      </button>
      {!opening && (
        <button type="button" className="link-button" onClick={dismiss}>
          Not now
        </button>
      )}
    </section>
  );
}
