import { useId } from 'react';
import { modelPresets, type ModelPreset } from '../../src/core/configuration/presets';
import { stepFlops } from '../step/flops';
import { benchBackends, type BenchBackend } from '../step/protocol';
import { backendNames } from '../step/report';
import { gigaflop } from '../sweep/words';
import { models, problemOf, warningOf, type Machine, type Settings } from './settings';

interface Props {
  machine: Machine;
  settings: Settings;
  change(patch: Partial<Settings>): void;
  busy: boolean;
  compare(): void;
  sweep(): void;
}

const summaryOf = (model: ModelPreset) => {
  const { image, patch, width, depth } = modelPresets[model];
  return `${model}: ${image} px, patch ${patch}, width ${width}, depth ${depth}`;
};

/** Adapter, model, batch, whom to compare with, and the two buttons. */
export function SettingsPanel({ machine, settings, change, busy, compare, sweep }: Props) {
  const id = useId();
  const { webgpu } = machine;
  const { backend, model, others } = settings;
  const problems = problemOf(settings);
  const wrong = problems.batch !== undefined || problems.steps !== undefined;
  const warning = warningOf(settings, machine);
  const missing = 'missing' in webgpu;
  return (
    <section className="panel bench-settings" aria-label="Settings">
      <dl className="bench-adapter">
        <dt>Adapter</dt>
        <dd>{missing ? `None: ${webgpu.missing}` : `${webgpu.name}${webgpu.software ? ', software' : ''}`}</dd>
        <dt>Cores</dt>
        <dd>
          {navigator.hardwareConcurrency}
          {crossOriginIsolated ? '' : ', threads not available to this page'}
        </dd>
      </dl>
      <fieldset className="bench-fields" disabled={busy}>
        <legend className="visually-hidden">What to measure</legend>
        <div className="bench-field">
          <label htmlFor={`${id}-backend`}>Backend</label>
          <select
            id={`${id}-backend`}
            className="select"
            value={backend}
            onChange={(event) => change({ backend: event.target.value as BenchBackend })}
          >
            {benchBackends.map((name) => (
              <option key={name} value={name} disabled={name === 'webgpu' && missing}>
                {backendNames[name]}
              </option>
            ))}
          </select>
        </div>
        <div className="bench-field">
          <label htmlFor={`${id}-model`}>Model</label>
          <select
            id={`${id}-model`}
            className="select"
            value={model}
            onChange={(event) => change({ model: event.target.value as ModelPreset })}
          >
            {models.map((name) => (
              <option key={name} value={name}>
                {summaryOf(name)}
              </option>
            ))}
          </select>
        </div>
        <NumberField label="Batch" unit="images" value={settings.batch} problem={problems.batch} change={(batch) => change({ batch })} />
        <NumberField
          label="Timed steps"
          unit="each"
          value={settings.steps}
          problem={problems.steps}
          change={(steps) => change({ steps })}
        />
        <div className="bench-field" role="group" aria-labelledby={`${id}-others`}>
          <span id={`${id}-others`}>Compare with</span>
          <div className="bench-checks">
            <label>
              <input
                type="checkbox"
                checked={others.jax && backend === 'webgpu'}
                disabled={backend !== 'webgpu'}
                onChange={({ target }) => change({ others: { ...others, jax: target.checked } })}
              />
              jax-js
            </label>
            <label>
              <input
                type="checkbox"
                checked={others.plain}
                onChange={({ target }) => change({ others: { ...others, plain: target.checked } })}
              />
              plain tfjs
            </label>
          </div>
        </div>
      </fieldset>
      <div className="bench-actions">
        <button type="button" className="button button-primary" disabled={busy || wrong} onClick={compare}>
          Run comparison
        </button>
        <button type="button" className="button" disabled={busy || wrong} onClick={sweep}>
          Run scaling sweep
        </button>
        <p className="panel-note">
          {wrong ? '' : `${gigaflop(stepFlops(modelPresets[model], Number(settings.batch)))} a step. `}
          {warning}
        </p>
      </div>
    </section>
  );
}

interface NumberFieldProps {
  label: string;
  unit: string;
  value: string;
  problem: string | undefined;
  change(value: string): void;
}

function NumberField({ label, unit, value, problem, change }: NumberFieldProps) {
  const id = useId();
  return (
    <div className="bench-field">
      <label htmlFor={id}>
        {label} <span className="bench-unit">{unit}</span>
      </label>
      <input
        id={id}
        className="input value-input"
        type="text"
        inputMode="numeric"
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        onChange={({ target }) => change(target.value)}
      />
      <p id={`${id}-problem`} className="field-error">
        {problem}
      </p>
    </div>
  );
}
