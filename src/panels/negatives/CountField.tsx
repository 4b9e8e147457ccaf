import { useState } from 'react';
import { integer } from '../../plots';
import { Gloss } from '../help';

/** A whole number between two bounds, typed or stepped; what is out of bounds is refused with the reason. */
export function CountField({
  label,
  value,
  least,
  most,
  onChange,
  there = Infinity,
}: {
  label: string;
  value: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
  /** How many there are: more than these cannot be shown. */
  there?: number;
}) {
  const [draft, setDraft] = useState<string>();
  const number = Number(draft);
  const refused = draft !== undefined && !(Number.isInteger(number) && number >= least && number <= most);
  return (
    <label className="negatives-count">
      <Gloss term="k">{label}</Gloss>
      <input
        type="number"
        className="input"
        aria-label="Hard negatives per row, k"
        min={least}
        max={most}
        step={1}
        value={draft ?? value}
        aria-invalid={refused}
        title={refused ? `k is a whole number from ${least} to ${most}` : `How many hard negatives a row shows, ${least} to ${most}`}
        onChange={(event) => {
          const next = Number(event.target.value);
          if (event.target.value !== '' && Number.isInteger(next) && next >= least && next <= most) {
            setDraft(undefined);
            onChange(next);
          } else setDraft(event.target.value);
        }}
        onBlur={() => setDraft(undefined)}
      />
      {refused ? (
        <span className="field-error" role="alert">
          {least} to {most}
        </span>
      ) : (
        value > there && <span className="negatives-count-there">all {integer(there)} there are</span>
      )}
    </label>
  );
}
