import { useEffect, useState } from 'react';
import type { ExperimentConfig } from '../../core/configuration/schema';
import { bytesInWords } from '../../core/ingest/limits';
import type { MemoryEstimate } from '../../core/model/gpu/estimate';
import { useLab } from '../../state/LabProvider';
import { fixed } from '../../plots/format';
import { estimateSeconds, roughMinutes } from '../../state/views/estimate';
import { Gloss } from '../help';
import { parametersText } from './parametersText';

/** What training with these settings will take: memory by what it is for, how the batch goes, and about how long a step is. */
export function MemoryNote({ config }: { config: ExperimentConfig }) {
  const backend = useLab((lab) => lab.backend);
  const size = useLab((lab) => (lab.imageSet?.id === config.imageSet ? lab.imageSet.size : undefined));
  const [estimate, setEstimate] = useState<MemoryEstimate>();
  const largestBinding = backend?.largestBinding;
  const recomputes = backend === undefined || (backend.backend === 'webgpu' && backend.tapeReason === undefined);

  useEffect(() => {
    let stale = false;
    // Loaded when the dialog is opened: to count, it puts the step together.
    void import('../../core/model/gpu/estimate').then(({ memoryEstimate }) => {
      if (stale) return;
      setEstimate(memoryEstimate(config, { size, recomputes, ...(largestBinding === undefined ? {} : { largestBinding }) }));
    });
    return () => {
      stale = true;
    };
  }, [config, size, recomputes, largestBinding]);

  if (!estimate) return <p className="field-help">Counting what training takes …</p>;
  const { bytes, parameters, trained, partition, featuresKept } = estimate;
  const n = config.batch.classes * config.batch.samplesPerClass;
  const { length } = config.runs;
  const step = backend && estimateSeconds(backend, config, 1, partition);
  return (
    <div className="model-memory">
      <dl className="key-values">
        <dt>
          <Gloss term="trained" />
        </dt>
        <dd>
          {parametersText(trained)} of {parametersText(parameters)} parameters
        </dd>
        <dt>weights</dt>
        <dd>{bytesInWords(bytes.parameters)}</dd>
        <dt>
          <Gloss term="optimiser memory">optimiser</Gloss>
        </dt>
        <dd>{bytesInWords(bytes.optimizer)}</dd>
        <dt>
          <Gloss term="activations" />
        </dt>
        <dd>{bytesInWords(bytes.activations)}</dd>
        <dt>total, {length === 1 ? '1 run' : `${length} runs`}</dt>
        <dd>about {bytesInWords(bytes.total)}</dd>
        <dt>
          <Gloss term="microbatch" />
        </dt>
        <dd>
          {partition.microbatch >= n ? `whole batch of ${n}` : `${n} images in parts of ${partition.microbatch}`}
          {partition.recompute ? ', blocks recomputed' : ''}
        </dd>
        <dt>{featuresKept ? 'a step on new images' : 'a step'}</dt>
        <dd>{step === undefined ? '–' : `about ${step < 100 ? `${fixed(step, step < 10 ? 1 : 0)}\u202fs` : roughMinutes(step)}`}</dd>
      </dl>
      {featuresKept && (
        <p className="field-help">What the frozen body makes of a picture is kept: once all have been seen, a step is a matrix product.</p>
      )}
      {!partition.fits && (
        <p className="field-error" role="alert">
          {largestBinding !== undefined && partition.largestBinding > largestBinding
            ? `A binding of ${bytesInWords(partition.largestBinding)} is needed, and this device allows ${bytesInWords(largestBinding)}: choose a smaller microbatch or model.`
            : `This is more than the ${config.memory} GB asked for: choose a smaller microbatch, recompute blocks, train less of the model, or ask for more.`}
        </p>
      )}
    </div>
  );
}
