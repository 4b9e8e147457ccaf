import { useState } from 'react';

/** A whole number between two bounds, typed or stepped; what is out of bounds is refused with the reason. */
export function CountField({
  label,
  value,
  least,
  most,
  onChange,
}: {
  label: string;
  value: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
}) {
  const [draft, setDraft] = useState<string>();
  const number = Number(draft);
  const refused = draft !== undefined && !(Number.isInteger(number) && number >= least && number <= most);
  return (
    <label className="negatives-count">
      <span>{label}</span>
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
    </label>
  );
}
