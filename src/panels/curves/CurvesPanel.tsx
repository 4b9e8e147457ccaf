import { useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { LinePlot, fixed, integer, percent, roundDomain, runStyles, type AxisSpec } from '../../plots';
import { useLab } from '../../state/labStore';
import { CUTS, appliedEvents, lossSeries, lossSpan, recallBaselines, recallSeries, spanOf, stepDomain, type Cut } from './curves';
import './curves.css';

const sayStep = (step: number) => `step ${integer(step)}`;
const sayRecall = (value: number) => percent(value / 100);
const sayLoss = (value: number) => fixed(value, 3);

/** The axis of a step, the recall and the loss, the same objects as long as their ends are. */
function useAxis(label: string, [low, high]: readonly [number, number]): AxisSpec {
  return useMemo((): AxisSpec => ({ scale: 'linear', domain: [low, high], label }), [low, high, label]);
}

/** Recall of unseen classes against the two lines to judge by, and the loss, against the step. */
export function CurvesPanel() {
  const configs = useLab(useShallow((lab) => lab.runs.map((run) => run.config)));
  // Evaluations are few and steps are many: what hangs on the one is not redrawn with the other.
  const evaluations = useLab(useShallow((lab) => lab.runs.map((run) => run.evaluations)));
  const metrics = useLab(useShallow((lab) => lab.runs.map((run) => run.metrics)));
  const baselines = useLab((lab) => lab.experiment?.baselines);
  const applied = useLab((lab) => lab.applied);
  const planned = useLab((lab) => lab.config.steps);
  const [k, setK] = useState<Cut>(1);
  const [body, setBody] = useState(false);

  const styles = useMemo(() => runStyles(configs), [configs]);
  const evaluated = useMemo(() => configs.map(({ name }, i) => ({ name, evaluations: evaluations[i] ?? [] })), [configs, evaluations]);
  const trained = useMemo(() => configs.map(({ name }, i) => ({ name, metrics: metrics[i] ?? [] })), [configs, metrics]);
  const recall = useMemo(() => recallSeries(evaluated, styles, { k, body }), [evaluated, styles, k, body]);
  const lines = useMemo(() => recallBaselines(baselines, k), [baselines, k]);
  const losses = useMemo(() => lossSeries(trained, styles), [trained, styles]);
  const events = useMemo(() => appliedEvents(applied), [applied]);

  const [recallLow, recallHigh] = spanOf(
    recall,
    lines.map(({ y }) => y),
  );
  const lossEnds = lossSpan(losses);
  const step = useAxis('step', stepDomain([...recall, ...losses], planned));
  const recallAxis = useAxis(
    `Recall@${k} of unseen classes, %`,
    Number.isFinite(recallLow) ? roundDomain(Math.max(0, recallLow - 2), Math.min(100, recallHigh + 2)) : [0, 100],
  );
  const lossAxis = useAxis('loss, nats', Number.isFinite(lossEnds[0]) ? roundDomain(...lossEnds) : [0, 5]);

  const recallSummary = evaluated
    .flatMap(({ name, evaluations: points }) => {
      const latest = points.at(-1);
      return latest ? [`${name} ${percent(latest.recallAt[k])} at step ${latest.step}`] : [];
    })
    .join(', ');
  const lossSummary = trained
    .flatMap(({ name, metrics: steps }) => {
      const latest = steps.at(-1);
      return latest ? [`${name} ${fixed(latest.loss, 3)} at step ${latest.step}`] : [];
    })
    .join(', ');

  return (
    <section className="panel curves-panel" aria-label="Curves">
      <div className="panel-head">
        <h2 className="panel-title">Recall@{k} unseen</h2>
        <label className="curves-body">
          <input type="checkbox" checked={body} onChange={(event) => setBody(event.target.checked)} />
          <span title="Recall of the features before the head, thin">body</span>
        </label>
        <div className="segmented" role="group" aria-label="K of Recall@K">
          {CUTS.map((cut) => (
            <button key={cut} type="button" aria-pressed={k === cut} aria-label={`Recall@${cut}`} onClick={() => setK(cut)}>
              {cut}
            </button>
          ))}
        </div>
      </div>
      <LinePlot
        name={`Recall@${k} of unseen classes against step`}
        summary={recallSummary ? `${recallSummary}.` : 'No evaluation yet.'}
        x={step}
        y={recallAxis}
        series={recall}
        baselines={lines}
        events={events}
        sayX={sayStep}
        sayY={sayRecall}
        empty={recall.length === 0 ? 'The curves begin with the first evaluation.' : undefined}
      />
      <div className="curves-second">
        <h2 className="panel-title">Loss</h2>
        <ul className="curves-legend" aria-label="Runs">
          {configs.map(({ name, geometry }) => (
            <li key={name} data-geometry={geometry} title={name}>
              <svg width="14" height="6" aria-hidden="true">
                <line
                  x1="0"
                  x2="14"
                  y1="3"
                  y2="3"
                  style={{ stroke: styles.get(name)?.colour }}
                  strokeWidth="2"
                  strokeDasharray={styles.get(name)?.dash}
                />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      </div>
      <LinePlot
        name="Loss against step"
        summary={lossSummary ? `${lossSummary}.` : 'No step taken yet.'}
        x={step}
        y={lossAxis}
        series={losses}
        events={events}
        sayX={sayStep}
        sayY={sayLoss}
        empty={losses.length === 0 ? 'The loss begins with the first step.' : undefined}
      />
    </section>
  );
}
