import { useEffect, useId, useMemo, useState } from 'react';
import { geometries, type ExperimentConfig } from '../../../core/configuration/schema';
import { messageOf } from '../../../core/errors';
import { MEASURES, type Measure, type MetricKey } from '../../../core/record/measures';
import { ChooseAny, ChooseOne } from '../../../controls';
import { GEOMETRY } from '../../../core/sweep/axes';
import { useLab, useLabStores, useProposed, useSweepStore } from '../../../state/LabProvider';
import type { SweepDefinition } from '../../../core/sweep/sweep.types';
import type { SweepRequest } from '../../../state/sweep/sweeps.types';
import { PanelHelp } from '../../help';
import { AxisRow } from './AxisRow';
import { ADDABLE, draftOf, firstDraft, firstText, readDraft, requestOfSweep, sayTuning, tuned, type AxisDraft, type Draft } from './draft';
import { PlanLine } from './PlanLine';
import { usePlan } from './usePlan';

interface Props {
  /** A sweep that stands beside the form, unfinished: the form opens with what it is of. */
  unfinished?: SweepDefinition | undefined;
  onBegun(id: string): void;
}

const withoutBase = ({ base: _, ...request }: SweepRequest): SweepRequest => request;

/** What a link to this place holds: what the form says, where that is not what it opens with. */
function useLinkedForm(request: SweepRequest | undefined, base: ExperimentConfig | undefined, present: ExperimentConfig): void {
  const { linked } = useLabStores();
  const opening = useMemo(() => readDraft(firstDraft(present), present).request, [present]);
  useEffect(() => {
    const said = request && withoutBase(request);
    const same = !said || (opening && JSON.stringify(said) === JSON.stringify(withoutBase(opening)));
    linked.setState({ form: same ? undefined : { ...said, ...(base ? { base } : {}) } });
  }, [linked, request, base, opening]);
}

/** What is to be swept, and what it comes to. Everything else is as set on the Train page. */
export function SweepForm({ unfinished, onBegun }: Props) {
  const id = useId();
  const present = useLab((lab) => lab.config);
  const sweeps = useSweepStore();
  const [draft, setDraft] = useState<Draft>(() => firstDraft(present));
  /** What the form has been filled with, a preset or a sweep, as long as its settings are the ones beside the grid. */
  const [preset, setPreset] = useState<SweepRequest>();
  /** Somebody has typed in it, or asked for a preset. */
  const [touched, setTouched] = useState(false);
  const proposed = useProposed();
  const [seen, setSeen] = useState<SweepRequest>();
  if (proposed && proposed !== seen) {
    setSeen(proposed);
    setPreset(proposed);
    setDraft(draftOf(proposed));
    setTouched(true);
  } else if (unfinished && !touched) {
    const request = requestOfSweep(unfinished);
    setPreset(request);
    setDraft(draftOf(request));
    setTouched(true);
  }
  const base = preset?.base ?? present;
  const [beginning, setBeginning] = useState(false);
  const [refused, setRefused] = useState<string>();
  const reading = useMemo(() => readDraft(draft, base), [draft, base]);
  const { request, problems, values } = reading;
  const tuning = useMemo(() => request && tuned(request, base), [request, base]);
  const plan = usePlan(request);
  useLinkedForm(request, preset?.base, present);
  const change = (patch: Partial<Draft>) => {
    setRefused(undefined);
    setTouched(true);
    setDraft((now) => ({ ...now, ...patch }));
  };
  const setAxis = (i: number, axis: AxisDraft) => {
    const before = draft.axes[i]!;
    const text = axis.path === before.path ? axis.text : firstText(axis.path, base);
    change({ axes: draft.axes.with(i, { ...axis, text }) });
  };
  const taken = draft.axes.map(({ path }) => path);
  const next = ADDABLE.find(({ path }) => !taken.includes(path));
  const begin = (what: SweepRequest) => {
    setBeginning(true);
    setTouched(true);
    sweeps
      .getState()
      .run(preset?.title === undefined ? what : { title: preset.title, ...what })
      .then(onBegun)
      .catch((error: unknown) => setRefused(messageOf(error)))
      .finally(() => setBeginning(false));
  };
  return (
    <section className="panel sweep-form" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id} className="panel-title">
          New sweep
        </h2>
        <PanelHelp topic="sweep" />
      </div>
      {preset && (
        <p className="panel-note">
          {preset.title === undefined
            ? 'The grid of the unfinished sweep: what it does not say is as it was then, not as set on the Train page now.'
            : `Preset “${preset.title}”: what the grid does not say is as the preset has it, not as set on the Train page.`}{' '}
          <button type="button" className="link-button" onClick={() => setPreset(undefined)}>
            Use the settings of Train
          </button>
        </p>
      )}
      <div className="sweep-geometries">
        <ChooseAny
          label="Geometries"
          options={geometries.map((geometry) => ({ value: geometry, name: geometry, geometry }))}
          on={draft.geometries}
          toggle={(geometry) => change({ geometries: toggled(draft.geometries, geometry) })}
        />
        {problems[GEOMETRY] && (
          <p className="field-error" role="alert">
            {problems[GEOMETRY]}
          </p>
        )}
      </div>
      {draft.axes.map((axis, i) => (
        <AxisRow
          key={axis.path}
          axis={axis}
          taken={taken}
          values={values[axis.path] ?? []}
          problem={problems[axis.path]}
          change={(changed) => setAxis(i, changed)}
          remove={() => change({ axes: draft.axes.toSpliced(i, 1) })}
        />
      ))}
      {problems.grid && (
        <p className="field-error" role="alert">
          {problems.grid}
        </p>
      )}
      {next && (
        <button
          type="button"
          className="link-button sweep-add"
          onClick={() => change({ axes: [...draft.axes, { path: next.path, text: firstText(next.path, base) }] })}
        >
          + sweep another setting
        </button>
      )}
      <BudgetFields draft={draft} problems={problems} change={change} />
      <div className="sweep-field">
        <label htmlFor={`${id}-metric`}>Judged by</label>
        <select
          id={`${id}-metric`}
          className="select"
          value={draft.metric}
          onChange={({ target }) => change({ metric: target.value as MetricKey })}
        >
          {(Object.entries(MEASURES) as [MetricKey, Measure][]).map(([key, { label }]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
        {problems.metric && (
          <p className="field-error" role="alert">
            {problems.metric}
          </p>
        )}
      </div>
      <div className="sweep-field">
        <label
          htmlFor={`${id}-jobs`}
          title="Each in a worker of its own. A GPU does one after the other; of cores one is left to the page."
        >
          Cells at once
        </label>
        <input
          id={`${id}-jobs`}
          className="input value-input"
          type="text"
          inputMode="numeric"
          placeholder="auto"
          aria-invalid={problems.jobs !== undefined}
          value={draft.jobs}
          onChange={({ target }) => change({ jobs: target.value })}
        />
        {problems.jobs && (
          <p className="field-error" role="alert">
            {problems.jobs}
          </p>
        )}
      </div>
      {request ? <PlanLine plan={plan} jobs={draft.jobs} /> : <p className="sweep-plan panel-note">See what is marked above.</p>}
      <button
        type="button"
        className="button button-primary"
        disabled={!request || beginning || (plan !== undefined && 'refused' in plan)}
        onClick={() => request && begin(request)}
      >
        Run sweep
      </button>
      <button
        type="button"
        className="button"
        disabled={!tuning || beginning || draft.halving || problems.compare !== undefined}
        title={draft.halving ? 'Without halving: what is compared has been trained to its end' : undefined}
        onClick={() => tuning && begin(tuning)}
      >
        Tune each geometry, then compare
      </button>
      {tuning && <p className="panel-note">{sayTuning(tuning)}</p>}
      {refused !== undefined && (
        <p className="field-error" role="alert">
          {refused}
        </p>
      )}
    </section>
  );
}

const UNITS = [
  { value: 'steps', name: 'steps' },
  { value: 'seconds', name: 'seconds' },
] as const;

const toggled = <T,>(list: readonly T[], one: T): T[] => (list.includes(one) ? list.filter((other) => other !== one) : [...list, one]);

interface BudgetProps {
  draft: Draft;
  problems: Readonly<Record<string, string>>;
  change(patch: Partial<Draft>): void;
}

/** How long each cell trains, and whether the worse ones stop early. */
function BudgetFields({ draft, problems, change }: BudgetProps) {
  const id = useId();
  const { unit } = draft;
  const number = (label: string, value: string, take: (value: string) => void) => (
    <input
      className="input value-input"
      type="text"
      inputMode="numeric"
      aria-label={label}
      value={value}
      onChange={({ target }) => take(target.value)}
    />
  );
  return (
    <>
      <div className="sweep-field">
        <label htmlFor={`${id}-budget`}>Budget of a cell</label>
        <span className="sweep-budget">
          <input
            id={`${id}-budget`}
            className="input value-input"
            type="text"
            inputMode="numeric"
            aria-invalid={problems.budget !== undefined}
            value={draft.amount}
            onChange={({ target }) => change({ amount: target.value })}
          />
          <ChooseOne
            label="Unit of the budget"
            options={UNITS}
            value={unit}
            choose={(one) => change({ unit: one, ...(one === 'seconds' ? { halving: false } : {}) })}
          />
        </span>
        {problems.budget && (
          <p className="field-error" role="alert">
            {problems.budget}
          </p>
        )}
      </div>
      <div className="sweep-halving">
        <label title={unit === 'seconds' ? 'Cells are compared after equal steps: give the budget in steps' : undefined}>
          <input
            type="checkbox"
            checked={draft.halving}
            disabled={unit === 'seconds'}
            onChange={({ target }) => change({ halving: target.checked })}
          />
          Stop the worse cells early
        </label>
        {draft.halving && (
          <p className="sweep-halving-words">
            After {number('First rung, steps', draft.first, (first) => change({ first }))} steps the best of every{' '}
            {number('Of so many one goes on', draft.factor, (factor) => change({ factor }))} settings of each geometry go on, to as many
            times the steps, and so on. The others are kept and marked.
          </p>
        )}
        {problems.halving && (
          <p className="field-error" role="alert">
            {problems.halving}
          </p>
        )}
      </div>
    </>
  );
}
