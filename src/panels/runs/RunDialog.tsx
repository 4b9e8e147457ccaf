import { useState } from 'react';
import { messageOf } from '../../core/errors';
import { geometries, type ConfigIssue, type ExperimentConfig, type RunInput } from '../../core/configuration/schema';
import { Dialog } from '../../controls';
import { useLab } from '../../state/LabProvider';
import { restartPaths } from '../../state/session/settings';
import { SettingField } from '../fields/SettingField';
import { formatNumber } from '../fields/numbers';
import { HEAD_SYMBOLS, OPTIMIZER_SYMBOLS, controlDraft, draftOf, inherited, readDraft, type RunDraft } from './runs';

/** Adds a run, or changes the one at `index`. Mounted anew for each. */
export function RunDialog({ index, onClose }: { index: number | 'new'; onClose(): void }) {
  const config = useLab((lab) => lab.config);
  const trained = useLab((lab) => lab.trained);
  const check = useLab((lab) => lab.check);
  const edit = useLab((lab) => lab.edit);
  const before = index === 'new' ? undefined : config.runs[index];
  const [draft, setDraft] = useState<RunDraft>(() => (before ? draftOf(before) : controlDraft(config)));
  const [typed, setTyped] = useState(false);
  const [refused, setRefused] = useState<string>();

  const { run, problems } = readDraft(draft, before);
  const place = index === 'new' ? config.runs.length : index;
  const runs: RunInput[] = index === 'new' ? [...config.runs, run] : config.runs.map((other, i) => (i === index ? run : other));
  const issues = check({ runs });
  const problemAt = (field: string) => problems.get(field) ?? messageAt(issues, place, field);
  const rest = issues.filter((issue) => !issue.path.startsWith(`runs.${place}.`));
  const change = (part: Partial<RunDraft>) => {
    setTyped(true);
    setDraft({ ...draft, ...part });
  };

  const setRuns = (wanted: RunInput[]) => {
    edit({ runs: wanted }).then(onClose, (error: unknown) => setRefused(messageOf(error)));
  };

  return (
    <Dialog
      open
      size="narrow"
      title={before ? `Run “${before.name}”` : 'Add a run'}
      unsaved={typed ? 'What you typed here would be lost.' : undefined}
      onClose={onClose}
      onSubmit={() => problems.size === 0 && issues.length === 0 && setRuns(runs)}
      foot={
        <>
          {before && (
            <button
              type="button"
              className="link-button"
              disabled={config.runs.length === 1}
              title={config.runs.length === 1 ? 'An experiment needs at least one run' : undefined}
              onClick={() => setRuns(config.runs.filter((_, i) => i !== index))}
            >
              Remove this run
            </button>
          )}
          <p className="dialog-effect">{refused ?? effectOf(config, runs, trained)}</p>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary">
            {before ? 'Change' : 'Add'}
          </button>
        </>
      }
    >
      <div className="runs-form">
        <SettingField
          label="Geometry"
          help="In which the run compares embeddings."
          value={draft.geometry}
          options={geometries.map((geometry) => ({ value: geometry, label: geometry }))}
          problem={problemAt('geometry')}
          change={(geometry) => change({ geometry: geometries.find((known) => known === geometry) ?? draft.geometry })}
        />
        <SettingField
          label="Name"
          help="Shown everywhere."
          words
          value={draft.name}
          problem={problemAt('name')}
          change={(name) => change({ name })}
        />
        <SettingField
          label="Own seed"
          help="Empty: the same initial weights and batches as the others. Another seed makes it a control: what differs then is chance."
          value={draft.seed}
          placeholder={`as all: ${config.seed}`}
          problem={problemAt('seed')}
          change={(seed) => change({ seed })}
        />
        {HEAD_SYMBOLS[draft.geometry].map(({ key, label }) => (
          <SettingField
            key={key}
            label={label}
            help="Empty: as the experiment has it."
            value={draft.head[key] ?? ''}
            placeholder={`as all: ${inherited(config, key)}`}
            problem={problemAt(`head.${key}`)}
            change={(text) => change({ head: { ...draft.head, [key]: text } })}
          />
        ))}
        {OPTIMIZER_SYMBOLS.map(({ key, label }) => (
          <SettingField
            key={key}
            label={label}
            help={`Empty: as the experiment has it.${key === 'learningRate' ? ' A shared rate can understate one geometry.' : ''}`}
            value={draft.optimizer[key] ?? ''}
            placeholder={`as all: ${formatNumber(config.optimizer[key])}`}
            problem={problemAt(`optimizer.${key}`)}
            change={(text) => change({ optimizer: { ...draft.optimizer, [key]: text } })}
          />
        ))}
        {rest.map((issue) => (
          <p key={issue.path} className="field-error" role="alert">
            {issue.message}
          </p>
        ))}
      </div>
    </Dialog>
  );
}

/** Names are taken over at once; everything else of a run waits for Reset where training has begun. */
function effectOf(config: ExperimentConfig, runs: RunInput[], trained: boolean): string {
  if (!trained || restartPaths(config, { ...config, runs: runs.map((run) => ({ ...run, id: run.id ?? '' })) }).length === 0) return '';
  return 'Takes effect on Reset, training goes on until then.';
}

function messageAt(issues: ConfigIssue[], place: number, field: string): string | undefined {
  return issues.find((issue) => issue.path === `runs.${place}.${field}`)?.message;
}
