import { useId, useState } from 'react';
import { presetOf } from '../../core/configuration/presets';
import { shortId } from '../../core/weights/kept';
import { useLab, useWeights } from '../../state/LabProvider';
import { differingPaths } from '../../state/session/settings';
import { formatNumber } from '../fields/numbers';
import { PanelHelp } from '../help';
import { PresetsButton } from '../presets';
import { ModelDialog } from './ModelDialog';
import { parametersText } from './parametersText';
import './model.css';

/** The model, batch and optimiser at a glance; all their settings behind “change”. */
export function ModelPanel() {
  const id = useId();
  const { model, batch, optimizer, steps, train } = useLab((lab) => lab.config);
  // Known once a model of this shape has been made, in this session or for the stored snapshot.
  const parameters = useLab((lab) =>
    lab.inForce && differingPaths(lab.inForce.model, lab.config.model).length === 0 ? lab.experiment?.parameters : undefined,
  );
  const [open, setOpen] = useState(false);
  const showWeights = useWeights((weights) => weights.show);
  const weights = useWeights(({ kept }) => kept?.find((one) => one.id === model.weights));
  const preset = presetOf(model);
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id} className="panel-title">
          Model
        </h2>
        <PresetsButton />
        <button type="button" className="link-button" onClick={() => setOpen(true)} aria-label="Change model and training">
          change
        </button>
        <PanelHelp topic="model" />
      </div>
      <dl className="key-values model-facts">
        <dt title={model.weights === null ? undefined : `${weights?.name ?? ''} SHA-256 ${model.weights}`}>
          {model.weights === null ? `ViT ${preset ?? 'custom'}` : (weights?.name ?? `SHA-256 ${shortId(model.weights)}…`)}
        </dt>
        <dd title={`${model.image} px images, patches of ${model.patch} px, width ${model.width}, ${model.depth} blocks`}>
          {model.image} px · p{model.patch} · {model.width}×{model.depth}
        </dd>
        <dt>parameters</dt>
        <dd>
          {parameters === undefined ? '–' : parametersText(parameters)} ·{' '}
          <button
            type="button"
            className="link-button"
            title="Begin with pretrained weights, or see those in this browser"
            aria-label="Pretrained weights"
            onClick={() => showWeights(true)}
          >
            pretrained
          </button>
        </dd>
        <dt>batch</dt>
        <dd>
          {batch.classes} classes × {batch.samplesPerClass}
        </dd>
        <dt>AdamW</dt>
        <dd>
          {formatNumber(optimizer.learningRate)} · wd {formatNumber(optimizer.weightDecay)}
        </dd>
        <dt>training</dt>
        <dd>
          {steps} steps{optimizer.schedule === 'cosine' ? ', cosine' : ''}
          {train === 'all' ? '' : ` · ${train === 'head' ? 'head only' : train}`}
        </dd>
      </dl>
      {open && <ModelDialog onClose={() => setOpen(false)} />}
    </section>
  );
}
