import { useState } from 'react';
import { releasedCommands, type NoCommand, type ReleasedCommand } from '../../core/configuration/released';
import type { ExperimentConfig } from '../../core/configuration/schema';

const isCommand = (one: ReleasedCommand | NoCommand): one is ReleasedCommand => 'command' in one;

/** The commands of the released code for a preset, where there is one for any of its runs; closed until it is asked for. */
export function Commands({ config, imageSet }: { config: ExperimentConfig; imageSet: string | undefined }) {
  const all = releasedCommands(config, imageSet);
  if (!all.some(isCommand)) return null;
  return (
    <details className="presets-commands">
      <summary>As commands of the released code</summary>
      {all.map((one) => (isCommand(one) ? <Command key={one.run.id} {...one} /> : <None key={one.run.id} {...one} />))}
    </details>
  );
}

function Command({ run, code, repository, command, differences }: ReleasedCommand) {
  const [copied, setCopied] = useState<'copied' | 'copy it by hand'>();
  const copy = () =>
    navigator.clipboard.writeText(command).then(
      () => setCopied('copied'),
      // Without permission, or on a page that is not secure.
      () => setCopied('copy it by hand'),
    );
  return (
    <div className="presets-command">
      <p>
        <strong>{run.name}</strong>, {code} ({repository})
      </p>
      <pre>
        <code>{command}</code>
      </pre>
      <div>
        <button
          type="button"
          className="button button-small"
          aria-label={`Copy the command of ${code} for ${run.name}`}
          onClick={() => void copy()}
        >
          Copy
        </button>{' '}
        <span role="status">{copied}</span>
      </div>
      <ul>
        {differences.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}

const None = ({ run, reasons }: NoCommand) => (
  <p>
    <strong>{run.name}</strong>: none, since {reasons.join('; ')}.
  </p>
);
