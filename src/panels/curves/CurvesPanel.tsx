import { useCallback, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { runStyles, type AxisSpec, type Brush, type Span } from '../../plots';
import { useLab } from '../../state/LabProvider';
import { CurveSlot } from './CurveSlot';
import { Hyperbolicity } from './Hyperbolicity';
import { keepChoice, readChoice, type Choice, type Slot } from './choice';
import { appliedEvents, stepDomain } from './curves';
import './curves.css';

/** Two of the many curves of an experiment, chosen by their titles, over one axis of steps that can be shown in part. */
export function CurvesPanel() {
  const configs = useLab(useShallow((lab) => lab.runs.map((run) => run.config)));
  const applied = useLab((lab) => lab.applied);
  const shown = useLab((lab) => lab.shownStep);
  const planned = useLab((lab) => lab.config.steps);
  const last = useLab((lab) =>
    Math.max(0, ...lab.runs.map(({ metrics, evaluations }) => Math.max(metrics.step.at(-1) ?? 0, evaluations.at(-1)?.step ?? 0))),
  );
  const [choice, setChoice] = useState<Choice>(readChoice);
  const [wanted, setSpan] = useState<Span>();

  const take = useCallback((change: (before: Choice) => Choice) => {
    setChoice((before) => {
      const next = change(before);
      keepChoice(next);
      return next;
    });
  }, []);
  const setBody = useCallback((body: boolean) => take((before) => ({ ...before, body })), [take]);
  const setFirst = useCallback((slot: Slot) => take((before) => ({ ...before, slots: [slot, before.slots[1]] })), [take]);
  const setSecond = useCallback((slot: Slot) => take((before) => ({ ...before, slots: [before.slots[0], slot] })), [take]);

  const styles = useMemo(() => runStyles(configs), [configs]);
  const events = useMemo(
    () => [...appliedEvents(applied), ...(shown === undefined ? [] : [{ x: shown, label: 'shown', title: `step ${shown} is shown` }])],
    [applied, shown],
  );
  const [low, high] = stepDomain(last, planned);
  const axis = useMemo((): AxisSpec => ({ scale: 'linear', domain: [low, high], label: 'step' }), [low, high]);
  // After a reset there may be nothing left of the part that was shown.
  const span = wanted && wanted[0] < last ? wanted : undefined;
  const brush = useMemo((): Brush => ({ span, onChange: setSpan, whole: true }), [span]);

  const shared = { body: choice.body, setBody, axis, brush, styles, events };
  return (
    <section className="panel curves-panel" aria-label="Curves">
      <CurveSlot lead place="Curve 1" slot={choice.slots[0]} onChoose={setFirst} {...shared} />
      <CurveSlot place="Curve 2" slot={choice.slots[1]} onChoose={setSecond} {...shared} />
      <div className="curves-foot">
        <Hyperbolicity />
        <ul className="curves-legend" aria-label="Runs">
          {configs.map(({ id, name, geometry }) => (
            <li key={id} data-geometry={geometry} title={name}>
              <svg width="14" height="6" aria-hidden="true">
                <line
                  x1="0"
                  x2="14"
                  y1="3"
                  y2="3"
                  style={{ stroke: styles.get(id)?.colour }}
                  strokeWidth="2"
                  strokeDasharray={styles.get(id)?.dash}
                />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
