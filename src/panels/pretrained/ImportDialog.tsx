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

const UNKNOWN = '';
const AS_DESCRIBED = 'as described';

/** What the choices of the dialog come to; undefined where one is missing or cannot be. */
function choicesOf(found: WeightsFound, heads: string, normalisation: string): WeightsChoices | undefined {
  const count = parseNumber(heads);
  if (count === undefined || !Number.isInteger(count) || count < 1 || found.shape.width % count !== 0) return undefined;
  const statistics = { timm: TIMM_VIT, imagenet: IMAGENET, [AS_DESCRIBED]: found.normalisation }[normalisation];
  return statistics ? { heads: count, normalisation: statistics, prefix: found.prefix } : undefined;
}

interface Typed {
  heads: string;
  normalisation: string;
}

/** What the file itself says. */
function asFound({ shape, normalisation }: WeightsFound): Typed {
  const told = normalisation && normalisationName(normalisation);
  return { heads: String(shape.heads), normalisation: told === 'weights' ? AS_DESCRIBED : (told ?? UNKNOWN) };
}

/** Weights on their way in: what was read of them, and what only a person can say. */
export function ImportDialog() {
  const { stage, found, problem, cancel, choose, confirm } = useWeights((weights) => weights);
  /** What has been typed about these; about others it says nothing. */
  const [typed, setTyped] = useState<Typed & { about: WeightsFound }>();
  const now = found && (typed?.about === found ? typed : asFound(found));
  const choices = found && now && choicesOf(found, now.heads, now.normalisation);
  const reading = stage === 'reading';
  const take = (use: boolean) => choices && void confirm(choices, use);
  const said = reading
    ? 'Reading and keeping them …'
    : stage === 'looking'
      ? 'Looking at the file …'
      : now?.normalisation === UNKNOWN
        ? 'Choose by what pixels were normalised in training.'
        : found
          ? 'They stay in this browser.'
          : '';
  return (
    <Dialog
      open={stage !== 'idle'}
      title="Pretrained weights"
      onClose={cancel}
      onSubmit={() => take(true)}
      foot={
        <>
          <p className="dialog-effect" role="status">
            {said}
          </p>
          <button type="button" className="button" onClick={cancel}>
            {found ? 'Cancel' : 'Close'}
          </button>
          {found && (
            <>
              <button type="button" className="button" disabled={!choices || reading} onClick={() => take(false)}>
                Keep
              </button>
              <button type="submit" className="button button-primary" disabled={!choices || reading}>
                Keep and use
              </button>
            </>
          )}
        </>
      }
    >
      {found && now && (
        <Found
          found={found}
          typed={now}
          type={(change) => setTyped({ ...now, ...change, about: found })}
          choose={(prefix) => void choose({ prefix })}
        />
      )}
      {problem !== undefined && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

interface FoundProps {
  found: WeightsFound;
  typed: Typed;
  type(change: Partial<Typed>): void;
  choose(prefix: string): void;
}

function Found({ found, typed: { heads, normalisation }, type, choose }: FoundProps) {
  const { shape } = found;
  const told = found.normalisation && normalisationName(found.normalisation);
  const wrongHeads =
    heads.trim() !== '' && !choicesOf(found, heads, 'timm') ? `A divisor of the width ${shape.width} is needed` : undefined;
  return (
    <>
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
            change={choose}
          />
        )}
        <SettingField
          label="Heads"
          help="Of attention, in each block. Shapes do not say them."
          value={heads}
          problem={wrongHeads}
          change={(text) => type({ heads: text })}
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
          change={(name) => type({ normalisation: name })}
        />
      </div>
      <ul className="pretrained-notes" aria-label="Notes">
        {found.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}
