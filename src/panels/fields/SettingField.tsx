import { useId } from 'react';
import './fields.css';

interface Props {
  label: string;
  unit?: string;
  help: string;
  value: string;
  /** Absent = a number is typed. */
  options?: readonly { value: string; label: string }[];
  placeholder?: string;
  words?: boolean;
  problem: string | undefined;
  change(value: string): void;
}

/** One setting of a dialog: its name and unit, its field, and below it what it does or why it is refused. */
export function SettingField({ label, unit, help, value, options, placeholder, words, problem, change }: Props) {
  const id = useId();
  const shared = {
    id,
    value,
    'aria-invalid': problem !== undefined,
    'aria-describedby': `${id}-note`,
    onChange: (event: { target: { value: string } }) => change(event.target.value),
  };
  return (
    <div className="fields-setting">
      <label htmlFor={id}>
        {label} {unit && <span className="fields-unit">{unit}</span>}
      </label>
      {options ? (
        <select className="select" {...shared}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          className={words ? 'input fields-text' : 'input'}
          type="text"
          inputMode={words ? 'text' : 'decimal'}
          placeholder={placeholder}
          {...shared}
        />
      )}
      {problem === undefined ? (
        <p id={`${id}-note`} className="field-help">
          {help}
        </p>
      ) : (
        <p id={`${id}-note`} className="field-error" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
