import { useId } from 'react';
import type { HeadConfig } from '../../core/configuration/schema';
import { settingLabel } from '../../core/configuration/settingNames';
import { useLab } from '../../state/LabProvider';
import type { LiveHeadSetting } from '../../state/session/settings';
import { SliderField } from '../fields/SliderField';
import { linearScale, logScale, type Scale } from '../fields/scales';
import { PanelHelp } from '../help';
import './head.css';

interface SliderSpec {
  key: LiveHeadSetting;
  scale: Scale;
  help: string;
  geometry?: 'spherical' | 'hyperbolic';
  words?: (value: number) => string | undefined;
}

const SLIDERS: SliderSpec[] = [
  {
    key: 'tauSpherical',
    scale: logScale(0.01, 2),
    geometry: 'spherical',
    help: 'τ of cos/τ: the lower, the more of the gradient goes to the nearest negatives.',
  },
  {
    key: 'tauHyperbolic',
    scale: logScale(0.01, 2),
    geometry: 'hyperbolic',
    help: 'τ of −d/τ: the lower, the more of the gradient goes to the nearest negatives.',
  },
  {
    key: 'c',
    scale: logScale(0.001, 10),
    help: 'The ball has curvature −c and radius 1/√c; towards 0 it becomes flat.',
  },
  {
    key: 'lambda',
    scale: linearScale(0, 10, 0.1),
    help: 'Weight of the hyperbolic part in the fused similarity; 0 is spherical alone.',
  },
  {
    key: 'clipRadius',
    scale: linearScale(0, 6, 0.1),
    help: 'Features longer than this are shortened to it before they are mapped onto the ball; 0 = no clipping.',
    words: (value) => (value === 0 ? '0, no clipping' : undefined),
  },
];

/** The head: settings of the experiment before it is trained, questions to it (“what if”) afterwards. */
export function HeadPanel({ applyWhatIf }: { applyWhatIf(): void }) {
  const id = useId();
  const head = useLab((lab) => lab.config.head);
  const whatIf = useLab((lab) => lab.whatIf);
  const trained = useLab((lab) => lab.trained);
  const setHead = useLab((lab) => lab.setHead);
  const clearWhatIf = useLab((lab) => lab.clearWhatIf);
  const check = useLab((lab) => lab.check);
  const asked = trained && Object.keys(whatIf).length > 0;

  return (
    <section className="panel head-panel" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id} className="panel-title">
          {trained ? 'What if' : 'Head'}
        </h2>
        {asked && (
          <>
            <button type="button" className="link-button" onClick={clearWhatIf} aria-label="Reset what-if values">
              reset
            </button>
            <button type="button" className="link-button" onClick={applyWhatIf}>
              Apply to training
            </button>
          </>
        )}
        <PanelHelp topic="head" />
      </div>
      {SLIDERS.map(({ key, ...spec }) => (
        <SliderField
          key={key}
          {...spec}
          label={settingLabel(`head.${key}`)}
          value={(trained ? whatIf[key] : undefined) ?? head[key]}
          inForce={trained && whatIf[key] !== undefined ? head[key] : undefined}
          judge={(value) => check({ head: { [key]: value } })[0]?.message}
          onChange={(value) => setHead({ [key]: value })}
        />
      ))}
      <HyperbolicInput value={head.hyperbolicInput} take={(hyperbolicInput) => setHead({ hyperbolicInput })} />
    </section>
  );
}

const INPUTS: { value: HeadConfig['hyperbolicInput']; label: string; help: string }[] = [
  { value: 'raw', label: 'raw', help: 'As Hyp-ViT: the radius is free.' },
  {
    value: 'normalized',
    label: 'normalised',
    help: 'As the code of HypMix: every feature has length 1 before it is mapped, so that both geometries rank alike.',
  },
];

/** Whether the hyperbolic branch sees features as they are, or of length 1. */
function HyperbolicInput({ value, take }: { value: HeadConfig['hyperbolicInput']; take(value: HeadConfig['hyperbolicInput']): void }) {
  const name = useId();
  return (
    <fieldset className="head-input">
      <legend>{settingLabel('head.hyperbolicInput')}</legend>
      <div className="segmented">
        {INPUTS.map((input) => (
          <label key={input.value} title={input.help}>
            <input type="radio" name={name} checked={value === input.value} onChange={() => take(input.value)} />
            {input.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
