import { memo, useId } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { AxisSpec, Brush, EventMark, RunStyle } from '../../plots';
import { PlotActions, fixed } from '../../plots';
import { Gloss, PanelHelp } from '../help';
import { CATALOGUE, curveOf, inPartWords, inWordsOf, offeredCurves } from './catalogue';
import { useLab } from '../../state/LabProvider';
import { usePartWords } from '../../state/views/shown/parts';
import { MOST_SMOOTHING, type Slot } from './choice';
import { EvaluationPlot, NormsPlot, StepPlot } from './CurvePlots';

export interface CurveSlotProps {
  /** The first one carries help and export of the panel. */
  lead?: boolean;
  /** `Curve 1`. */
  place: string;
  slot: Slot;
  onChoose: (slot: Slot) => void;
  body: boolean;
  setBody: (body: boolean) => void;
  axis: AxisSpec;
  brush: Brush;
  styles: ReadonlyMap<string, RunStyle>;
  events: readonly EventMark[];
}

/** One plot, whose title is the menu of all curves. */
export const CurveSlot = memo(function CurveSlot({ lead, place, slot, onChoose: take, body, setBody, ...shared }: CurveSlotProps) {
  const smoothing = useId();
  const part = usePartWords();
  const chosen = curveOf(slot.curve) ?? CATALOGUE[0];
  // Runs are evaluated alike: what the last evaluation of each has is what there is.
  const last = useLab(useShallow((lab) => lab.runs.flatMap((run) => run.evaluations.slice(-1))));
  if (!chosen) return null;
  const spec = inWordsOf(chosen, part);
  const offered = offeredCurves(last, chosen.id);
  const groups = [...new Set(offered.map(({ group }) => group))];
  return (
    <>
      <div className="panel-head curves-head">
        <h2 className="visually-hidden">{spec.name}</h2>
        <select
          className="select curves-menu"
          aria-label={place}
          title={spec.help}
          value={spec.id}
          onChange={(event) => take({ ...slot, curve: event.target.value })}
        >
          {groups.map((group) => (
            <optgroup key={group} label={inPartWords(group, part)}>
              {offered
                .filter((candidate) => candidate.group === group)
                .map(({ id, label }) => (
                  <option key={id} value={id}>
                    {inPartWords(label, part)}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
        <div className="curves-options">
          {spec.kind === 'evaluation' && spec.body && (
            <label className="curves-body">
              <input
                type="checkbox"
                aria-label={`Body features in ${place}`}
                checked={body}
                onChange={(event) => setBody(event.target.checked)}
              />
              <Gloss term="body" />
            </label>
          )}
          {spec.kind === 'step' && !spec.exact && (
            <div className="curves-smoothing">
              <label htmlFor={smoothing}>
                <Gloss term="smooth" />
              </label>
              <input
                id={smoothing}
                className="slider"
                type="range"
                aria-label={`Smoothing of ${place}`}
                min={0}
                max={MOST_SMOOTHING}
                step={0.01}
                value={slot.smoothing}
                aria-valuetext={fixed(slot.smoothing, 2)}
                onChange={(event) => take({ ...slot, smoothing: Number(event.target.value) })}
              />
              <span className="curves-smoothing-value" aria-hidden="true">
                {fixed(slot.smoothing, 2)}
              </span>
            </div>
          )}
        </div>
        {lead && (
          <>
            <PlotActions name="Curves" />
            <PanelHelp topic="curves" />
          </>
        )}
      </div>
      {spec.kind === 'evaluation' && <EvaluationPlot spec={spec} body={body} {...shared} />}
      {spec.kind === 'step' && <StepPlot spec={spec} smoothing={spec.exact ? 0 : slot.smoothing} {...shared} />}
      {spec.kind === 'norms' && <NormsPlot spec={spec} styles={shared.styles} />}
    </>
  );
});
