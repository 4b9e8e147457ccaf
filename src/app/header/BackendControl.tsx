import { useId } from 'react';
import { Name, NamedSelect, PopoverButton } from '../../controls';
import { backendChoices, kernelChoices, type BackendChoice, type KernelChoice } from '../../core/configuration/schema';
import type { BackendName, BackendReport, KernelReport, KernelTrial } from '../../core/backend/report';
import { THIN, fixed } from '../../plots/format';
import { useLab } from '../../state/LabProvider';
import { useCommands } from '../commands';

const NAMES: Record<BackendName, string> = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'JavaScript' };

const SLOWER = 'automatic differentiation, slower';

const megabytes = (bytes: number) => (bytes > 0 ? `${fixed(bytes / 1e6, 0)}${THIN}MB` : undefined);

/** Which backend runs and on what; another can be chosen, and what has been trained goes along. Why this one: on demand. */
export function BackendControl() {
  const commands = useCommands();
  const report = useLab((lab) => lab.backend);
  const choice = useLab((lab) => lab.config.backend);
  const bytes = useLab((lab) => lab.status.gpuBytes);
  const id = useId();
  const optionText = (option: BackendChoice) =>
    option === 'auto' ? `Auto${report && choice === 'auto' ? `: ${NAMES[report.backend]}` : ''}` : NAMES[option];
  const offered = (option: BackendChoice) => option === 'auto' || option === choice || !report || report.available.includes(option);
  return (
    <div className="app-backend">
      <label htmlFor={id} className="app-backend-label">
        Backend
      </label>
      <NamedSelect
        id={id}
        className="select"
        shown={optionText(choice)}
        // The label gives way where the header is full.
        aria-label="Backend"
        value={choice}
        onChange={(event) => commands.useBackend(event.target.value as BackendChoice)}
      >
        {backendChoices.map((option) => (
          <option key={option} value={option} disabled={!offered(option)}>
            {optionText(option)}
          </option>
        ))}
      </NamedSelect>
      <PopoverButton
        label={`${report ? report.adapter : 'starting'}${report?.tapeReason ? `, ${SLOWER}` : ''}${megabytes(bytes) ? ` ${megabytes(bytes)}` : ''}: details of the backend`}
        opens="Backend"
        className="app-backend-details-button"
        disabled={!report}
        width={360}
        icon={
          <>
            <span
              className="app-backend-dot"
              data-kind={report ? (report.backend === 'webgpu' && !report.software ? 'gpu' : 'cpu') : undefined}
              aria-hidden="true"
            />
            <span className="app-backend-adapter">{report ? <Name kept={8}>{report.adapter}</Name> : 'starting …'}</span>
            {report?.tapeReason && <span className="app-backend-bytes">{SLOWER}</span>}
            {megabytes(bytes) && <span className="app-backend-bytes">{megabytes(bytes)}</span>}
          </>
        }
      >
        <div className="app-backend-details">{report && <Details report={report} bytes={bytes} />}</div>
      </PopoverButton>
    </div>
  );
}

function Details({ report, bytes }: { report: BackendReport; bytes: number }) {
  return (
    <>
      <p>
        <strong>{NAMES[report.backend]}</strong> on {report.adapter}
        {report.software && ', software without a GPU behind it'}
      </p>
      <p>{report.reason}</p>
      <p>Allocated: {megabytes(bytes) ?? 'not known'}</p>
      {report.tapeReason && <p>Trains by automatic differentiation (slower): {report.tapeReason}.</p>}
      {report.kernels && <Kernels report={report.kernels} />}
      <p>
        {/* In a tab of its own: what has been trained here stays. */}
        <a className="link-button" href="./bench.html" target="_blank" rel="noreferrer">
          Benchmark: a training step on this machine
        </a>
      </p>
      {report.rejected.length > 0 && (
        <dl>
          {report.rejected.map(({ backend, reason }) => (
            <div key={backend}>
              <dt>Not {NAMES[backend]}</dt>
              <dd>{reason}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

const trialText = ({ variant, gigaflops, refused }: KernelTrial) =>
  gigaflops === undefined ? `${variant}: ${refused}` : `${variant}: ${fixed(gigaflops, gigaflops < 100 ? 1 : 0)}${THIN}GFLOP/s`;

/** Which form of the kernels runs and what each did in the trial; another can be chosen. */
function Kernels({ report }: { report: KernelReport }) {
  const commands = useCommands();
  const choice = useLab((lab) => lab.config.kernels);
  const id = useId();
  return (
    <>
      <p className="app-backend-kernels">
        <label htmlFor={id}>Kernels</label>
        <select id={id} className="select" value={choice} onChange={(event) => commands.useKernels(event.target.value as KernelChoice)}>
          {kernelChoices.map((option) => (
            <option key={option} value={option}>
              {option === 'auto' ? `Auto${choice === 'auto' ? `: ${report.variant}` : ''}` : option}
            </option>
          ))}
        </select>
      </p>
      <p>
        {report.variant}, {report.reason}.{report.trials.length > 0 && ` ${report.trials.map(trialText).join(', ')}.`}
      </p>
    </>
  );
}
