import { useState } from 'react';
import { IMAGENET, TIMM_VIT } from '../../core/data/normalisation';
import { bytesInWords } from '../../core/ingest/limits';
import { normalisationName } from '../../core/weights/kept';
import { Dialog } from '../../controls';
import { integer } from '../../plots/format';
import { useWeights } from '../../state/LabProvider';
import type { WeightsChoices, WeightsFound } from '../../state/library/weights';
import { SettingField } from '../fields/SettingField';
import { parseNumber } from '../fields/numbers';

/** Weights on their way in: what was read of them, and what only a person can say. */
export function ImportDialog() {
  const stage = useWeights((weights) => weights.stage);
  const found = useWeights((weights) => weights.found);
  const problem = useWeights((weights) => weights.problem);
  const cancel = useWeights((weights) => weights.cancel);
  if (stage === 'idle') return null;
  if (found) return <Found key={`${found.name} ${found.prefix}`} found={found} />;
  return (
    <Dialog
      open
      title="Pretrained weights"
      onClose={cancel}
      foot={
        <>
          <p className="dialog-effect" />
          <button type="button" className="button" onClick={cancel}>
            Close
          </button>
        </>
      }
    >
      {problem === undefined ? (
        <p role="status">Looking at the file …</p>
      ) : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

const UNKNOWN = '';
const AS_DESCRIBED = 'as described';

/** What the choices of the dialog come to; undefined where one is missing or cannot be. */
function choicesOf(found: WeightsFound, heads: string, normalisation: string): WeightsChoices | undefined {
  const count = parseNumber(heads);
  if (count === undefined || !Number.isInteger(count) || count < 1 || found.shape.width % count !== 0) return undefined;
  const statistics = { timm: TIMM_VIT, imagenet: IMAGENET, [AS_DESCRIBED]: found.normalisation }[normalisation];
  return statistics ? { heads: count, normalisation: statistics, prefix: found.prefix } : undefined;
}

function Found({ found }: { found: WeightsFound }) {
  const stage = useWeights((weights) => weights.stage);
  const problem = useWeights((weights) => weights.problem);
  const { cancel, choose, confirm } = useWeights((weights) => weights);
  const { shape } = found;
  const told = found.normalisation && normalisationName(found.normalisation);
  const [heads, setHeads] = useState(String(shape.heads));
  const [normalisation, setNormalisation] = useState(told === 'weights' ? AS_DESCRIBED : (told ?? UNKNOWN));
  const choices = choicesOf(found, heads, normalisation);
  const reading = stage === 'reading';
  const wrongHeads =
    heads.trim() !== '' && (choicesOf(found, heads, 'timm') ? undefined : `A divisor of the width ${shape.width} is needed`);
  const take = (use: boolean) => choices && void confirm(choices, use);
  return (
    <Dialog
      open
      title="Pretrained weights"
      onClose={cancel}
      onSubmit={() => take(true)}
      foot={
        <>
          <p className="dialog-effect" role="status">
            {reading
              ? 'Reading and keeping them …'
              : normalisation === UNKNOWN
                ? 'Choose by what pixels were normalised in training.'
                : 'They stay in this browser.'}
          </p>
          <button type="button" className="button" onClick={cancel}>
            Cancel
          </button>
          <button type="button" className="button" disabled={!choices || reading} onClick={() => take(false)}>
            Keep
          </button>
          <button type="submit" className="button button-primary" disabled={!choices || reading}>
            Keep and use
          </button>
        </>
      }
    >
      <dl className="key-values pretrained-facts">
        <dt>file</dt>
        <dd title={found.name}>{found.name}</dd>
        <dt>family</dt>
        <dd>{found.family}</dd>
        <dt>patch · width × depth · MLP ratio</dt>
        <dd>
          {shape.patch} px · {shape.width} × {shape.depth} · {Number(shape.mlpRatio.toFixed(3))}
        </dd>
        <dt>images</dt>
        <dd>
          {shape.image} px, {(shape.image / shape.patch) ** 2} patches
        </dd>
        <dt>parameters</dt>
        <dd>
          {integer(found.parameters)} · {bytesInWords(4 * found.parameters)}
        </dd>
      </dl>
      <div className="pretrained-choices">
        {found.prefixes.length > 1 && (
          <SettingField
            label="Model in the file"
            help="What the names of its tensors begin with."
            value={found.prefix}
            options={found.prefixes.map((prefix) => ({ value: prefix, label: prefix === '' ? '(no prefix)' : prefix }))}
            problem={undefined}
            change={(prefix) => void choose({ prefix })}
          />
        )}
        <SettingField
          label="Heads"
          help="Of attention, in each block. Shapes do not say them."
          value={heads}
          problem={wrongHeads || undefined}
          change={setHeads}
        />
        <SettingField
          label="Normalisation"
          help="Of each channel, as in the training of these weights."
          value={normalisation}
          options={[
            ...(told === null ? [{ value: UNKNOWN, label: 'choose …' }] : []),
            ...(told === 'weights' ? [{ value: AS_DESCRIBED, label: 'as its description says' }] : []),
            { value: 'timm', label: '0.5 ± 0.5: Google’s ViT, augreg' },
            { value: 'imagenet', label: 'ImageNet: DINO, DINOv2, DeiT, MAE' },
          ]}
          problem={undefined}
          change={setNormalisation}
        />
      </div>
      <ul className="pretrained-notes" aria-label="Notes">
        {found.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      {problem !== undefined && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
