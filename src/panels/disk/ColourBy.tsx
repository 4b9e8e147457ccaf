import { useId } from 'react';
import { fixed, integer, percent, powerOfTen, rampColours, useTheme, type Ramp } from '../../plots';
import { useColouring, useLab } from '../../state/LabProvider';
import type { ColourBy as By } from '../../state/views/colouring';
import { CLIPPED_COLOUR } from './colouring';
import { useColourBy, useRamp } from './useColouring';

const say = ({ scale, domain }: Ramp, value: number): string => {
  if (scale === 'linear') return fixed(value, 2);
  // Ranks end at one; shares of the gradient go by decades.
  return domain[0] > 1 ? integer(value) : value === 1 ? '1' : powerOfTen(Math.round(Math.log10(value)));
};

/** The ramp in small, with the values at its ends. */
function RampLegend({ ramp, by }: { ramp: Ramp; by: By }) {
  const steps = rampColours(useTheme());
  const clips = useLab((lab) => lab.runs.some(({ geometry, head }) => geometry !== 'spherical' && head.clipRadius > 0));
  const clipped = useLab((lab) => Math.max(0, ...lab.runs.map(({ snapshot }) => snapshot?.norms.clippedShare ?? 0)));
  const words = `Colours: ${ramp.label}, from ${say(ramp, ramp.domain[0])} to ${say(ramp, ramp.domain[1])}${by === 'weight' ? ' and above' : ''}${ramp.scale === 'log' ? ', logarithmic' : ''}`;
  return (
    <span className="disk-ramp" role="img" aria-label={words} title={words}>
      <span>{say(ramp, ramp.domain[0])}</span>
      <span className="disk-ramp-bar" style={{ background: `linear-gradient(to right, ${steps.join(', ')})` }} />
      <span>{say(ramp, ramp.domain[1])}</span>
      {by === 'norm' && clips && (
        <span className="disk-ramp-clipped" title={`Features at or beyond the clip radius; at most ${percent(clipped, 0)} of a run`}>
          <span className="disk-legend-dot" style={{ background: CLIPPED_COLOUR }} /> clipped
        </span>
      )}
    </span>
  );
}

/** What the colours of all disks and spheres stand for: one choice for all of them. */
export function ColourBy() {
  const { by, choices } = useColourBy();
  const choose = useColouring((state) => state.colourBy);
  const ramp = useRamp();
  const id = useId();
  return (
    <>
      <label className="disk-bar-label" htmlFor={id}>
        Colour by
      </label>
      <select id={id} className="select" value={by} onChange={(event) => choose(event.target.value as By)}>
        {choices.map((choice) => (
          <option key={choice.by} value={choice.by}>
            {choice.name}
          </option>
        ))}
      </select>
      {ramp && <RampLegend ramp={ramp} by={by} />}
    </>
  );
}
