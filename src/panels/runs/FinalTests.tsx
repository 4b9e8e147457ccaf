import { useState } from 'react';
import { messageOf } from '../../core/errors';
import { Ask } from '../../controls';
import { fixed, integer } from '../../plots/format';
import type { RunStyle } from '../../plots/runStyle';
import { useLab, useLabStore } from '../../state/LabProvider';
import type { MeasuredFinalTest } from '../../state/session/phase';
import { askFinalTest, sayTested, testMark } from './finalTest';

/** Asks before it looks at the test images: that can be done only once without being seen. */
export function FinalTestButton() {
  const labStore = useLabStore();
  const trained = useLab((lab) => lab.trained);
  const [asked, setAsked] = useState<ReturnType<typeof askFinalTest>>();
  const [open, setOpen] = useState(false);
  const [testing, setTesting] = useState(false);

  const answer = (yes: boolean) => {
    setOpen(false);
    if (!yes) return;
    const { finalTest, notify } = labStore.getState();
    setTesting(true);
    finalTest()
      .catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'CancelledError')) notify('error', messageOf(error));
      })
      .finally(() => setTesting(false));
  };

  return (
    <>
      <button
        type="button"
        className="link-button"
        disabled={!trained || testing}
        title={
          trained
            ? 'Looks once at the test images, which no setting was chosen by'
            : 'Looks once at the test images: when something has been trained here'
        }
        onClick={() => {
          setAsked(askFinalTest(labStore.getState()));
          setOpen(true);
        }}
      >
        {testing ? 'testing …' : 'final test'}
      </button>
      {asked && <Ask open={open} {...asked} yes="Look at them" no="Not yet" answer={answer} />}
    </>
  );
}

/** What was found on the test images: apart from the live figures, each with the step it is of. */
export function FinalTests({ styles }: { styles: ReadonlyMap<string, RunStyle> }) {
  const tests = useLab((lab) => lab.finalTests);
  const own = tests.filter(({ runs }) => [...styles.keys()].some((id) => runs[id]));
  const nameOf = ({ config }: MeasuredFinalTest, id: string) => config.runs.find((run) => run.id === id)?.name ?? id;
  if (own.length === 0) return null;
  return (
    <ul className="runs-final-tests" aria-label="Final tests">
      {own.map((test) => (
        <li
          key={test.times}
          title={`Recall@1 %, ${integer(test.images)} test images of ${integer(test.classes)} classes, ± one standard error. ${Object.entries(
            test.runs,
          )
            .map(([id, found]) => sayTested(nameOf(test, id), found))
            .join('. ')}`}
        >
          <strong>{testMark(test)}</strong>
          {[...styles].map(([id, { colour }]) => {
            const found = test.runs[id];
            return (
              found && (
                <span key={id} className="runs-final-test-recall" style={{ color: colour }}>
                  <span className="visually-hidden">, {nameOf(test, id)} </span>
                  {fixed(100 * found.retrieval.recallAt[1], 1)}
                </span>
              )
            );
          })}
        </li>
      ))}
    </ul>
  );
}
