import { useEffect, useState } from 'react';
import { messageOf } from '../../core/errors';
import { defaultConfig, modelPresets, presetOf, type ModelPreset } from '../../core/configuration/presets';
import type { ConfigPatch, ExperimentConfig } from '../../core/configuration/schema';
import { ConfigError, applyPatch } from '../../core/configuration/validate';
import { patchFor, shortId } from '../../core/weights/kept';
import { Dialog } from '../../controls';
import { useLab, useWeights } from '../../state/LabProvider';
import { differingPaths, restartPaths, valueAt } from '../../state/session/settings';
import { SettingField } from '../fields/SettingField';
import { formatNumber } from '../fields/numbers';
import { partsInWords, repeatsInWords } from '../../core/data/partsInWords';
import { judge, WEIGHTS, type Draft } from './draft';
import { nameOfSetting } from '../../core/configuration/settingNames';
import { MemoryNote } from './MemoryNote';
import { MEMORY_GROUP, SETTING_GROUPS, type Setting } from './settings';

const SHAPE = ['image', 'patch', 'width', 'depth', 'heads', 'mlpRatio', 'embedding'] as const;
const PATHS: readonly string[] = SETTING_GROUPS.flatMap((group) => group.settings.map((setting) => setting.path));

const textOf = (value: unknown): string => (typeof value === 'number' ? formatNumber(value) : String(value));

/** Of a change of settings, what would be typed for it. */
const draftOf = ({ model = {}, augmentation = {} }: ConfigPatch): Draft =>
  Object.fromEntries([
    ...Object.entries(model).map(([key, value]) => [`model.${key}`, textOf(value)]),
    ...Object.entries(augmentation).map(([key, value]) => [`augmentation.${key}`, textOf(value)]),
  ]) as Draft;

/** What is typed for a body that is drawn. */
const withoutWeights = ({ model, augmentation }: ExperimentConfig): Draft => ({
  ...(model.weights === null ? {} : { [WEIGHTS]: '' }),
  ...(augmentation.normalisation === 'weights' ? { 'augmentation.normalisation': 'timm' } : {}),
});

/** The configuration with what has been typed, as far as it is valid. */
function withDraft(config: ExperimentConfig, patch: Parameters<typeof applyPatch>[1]): ExperimentConfig {
  try {
    return applyPatch(config, patch);
  } catch (error) {
    if (error instanceof ConfigError) return config;
    throw error;
  }
}

/** Every setting of model, batch, augmentation, optimiser and training. Mounted anew each time it is opened. */
export function ModelDialog({ onClose }: { onClose(): void }) {
  const config = useLab((lab) => lab.config);
  const trained = useLab((lab) => lab.trained);
  const check = useLab((lab) => lab.check);
  const edit = useLab((lab) => lab.edit);
  const images = useLab((lab) => lab.images);
  const info = useLab((lab) => lab.imageSet);
  const [draft, setDraft] = useState<Draft>({});
  const [refused, setRefused] = useState<string>();
  const kept = useWeights((weights) => weights.kept);
  const refresh = useWeights((weights) => weights.refresh);
  useEffect(() => void refresh(), [refresh]);

  const { patch, problems } = judge(draft, check);
  const next = withDraft(config, patch);
  const changed = differingPaths(config, next);
  const known = images && info?.id === next.imageSet ? { ...images, info } : undefined;
  const notes: Record<string, string | undefined> = known
    ? { 'evaluation.split': `Now ${partsInWords(known, next)}`, 'batch.samplesPerClass': repeatsInWords(known, next) }
    : {};
  const preset = problems.size === 0 ? presetOf(next.model) : presetOf(config.model);
  const elsewhere = [...problems].filter(([path]) => !PATHS.includes(path));

  const textAt = (path: string) => draft[path] ?? textOf(valueAt(config, path));
  const type = (path: string, text: string) => setDraft({ ...draft, [path]: text });
  const choosePreset = (name: ModelPreset) =>
    setDraft({
      ...draft,
      ...Object.fromEntries(SHAPE.map((key) => [`model.${key}`, textOf(modelPresets[name][key])])),
      // Pretrained bodies have a shape of their own.
      ...withoutWeights(config),
    });
  const chooseWeights = (id: string) => {
    const chosen = kept?.find((one) => one.id === id);
    setDraft({ ...draft, ...(chosen ? draftOf(patchFor(chosen)) : withoutWeights(config)) });
  };
  const restoreDefaults = () =>
    setDraft({
      ...Object.fromEntries(PATHS.map((path) => [path, textOf(valueAt(defaultConfig, path))])),
      ...(config.model.weights === null ? {} : { [WEIGHTS]: '' }),
    });
  const accept = () => {
    if (problems.size > 0) return;
    edit(patch).then(onClose, (error: unknown) => setRefused(messageOf(error)));
  };

  return (
    <Dialog
      open
      title="Model and training"
      unsaved={Object.keys(draft).length > 0 ? 'The settings you typed here would be lost.' : undefined}
      onClose={onClose}
      onSubmit={accept}
      foot={
        <>
          <button type="button" className="link-button" onClick={restoreDefaults}>
            Restore defaults
          </button>
          <p className="dialog-effect">{refused ?? effectOf(changed, problems.size, trained, restartPaths(config, next))}</p>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-primary">
            {trained ? 'Take over' : 'Apply'}
          </button>
        </>
      }
    >
      <div className="model-preset">
        <label htmlFor="model-preset">Model preset</label>
        <select
          id="model-preset"
          className="select"
          value={preset ?? 'custom'}
          onChange={(event) => event.target.value !== 'custom' && choosePreset(event.target.value as ModelPreset)}
        >
          {Object.entries(modelPresets).map(([name, model]) => (
            <option key={name} value={name}>
              {name}: {model.image} px, patch {model.patch}, width {model.width}, depth {model.depth}
            </option>
          ))}
          <option value="custom">custom</option>
        </select>
      </div>
      <div className="model-preset">
        <label htmlFor="model-weights">Body begins</label>
        <select
          id="model-weights"
          className="select"
          value={draft[WEIGHTS] ?? config.model.weights ?? ''}
          onChange={(event) => chooseWeights(event.target.value)}
        >
          <option value="">drawn by the seed</option>
          {kept?.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}: {one.family}, patch {one.shape.patch}, width {one.shape.width}, depth {one.shape.depth}
            </option>
          ))}
          {config.model.weights !== null && !kept?.some((one) => one.id === config.model.weights) && (
            <option value={config.model.weights}>SHA-256 {shortId(config.model.weights)}…, not in this browser</option>
          )}
        </select>
      </div>
      {elsewhere.map(([path, message]) => (
        <p key={path} className="field-error" role="alert">
          {nameOfSetting(path).label}: {message}
        </p>
      ))}
      <div className="model-groups">
        {SETTING_GROUPS.map((group) => (
          <fieldset key={group.title} className="model-group">
            <legend>{group.title}</legend>
            {group.settings.map((setting) => (
              <Field
                key={setting.path}
                setting={setting}
                config={next}
                note={notes[setting.path]}
                value={textAt(setting.path)}
                problem={problems.get(setting.path)}
                change={type}
              />
            ))}
            {group === MEMORY_GROUP && <MemoryNote config={next} />}
          </fieldset>
        ))}
      </div>
    </Dialog>
  );
}

function optionsOf(setting: Setting, config: ExperimentConfig) {
  if (setting.kind !== 'choice') return undefined;
  return typeof setting.options === 'function' ? setting.options(config) : setting.options;
}

interface FieldProps {
  setting: Setting;
  /** With what has been typed. */
  config: ExperimentConfig;
  /** What the setting comes to with what has been typed. */
  note: string | undefined;
  value: string;
  problem: string | undefined;
  change(path: string, text: string): void;
}

function Field({ setting, config, note, value, problem, change }: FieldProps) {
  return (
    <SettingField
      label={nameOfSetting(setting.path).label}
      unit={setting.unit}
      help={note === undefined ? setting.help : `${setting.help} ${note}`}
      value={value}
      options={optionsOf(setting, config)}
      words={setting.kind === 'number or auto'}
      problem={problem}
      change={(text) => change(setting.path, text)}
    />
  );
}

function effectOf(changed: string[], problems: number, trained: boolean, restarting: string[]): string {
  if (problems > 0) return problems === 1 ? 'One setting cannot be used.' : `${problems} settings cannot be used.`;
  if (changed.length === 0) return 'Nothing is changed.';
  const names =
    changed
      .slice(0, 3)
      .map((path) => nameOfSetting(path).label)
      .join(', ') + (changed.length > 3 ? ', …' : '');
  return trained && restarting.length > 0
    ? `${names}: takes effect on Reset, training goes on until then.`
    : `${names}: for the next training.`;
}
