import { useId } from 'react';
import { axisOf } from '../../../core/sweep/axes';
import type { GridValue } from '../../../core/sweep/sweep.types';
import { ADDABLE, type AxisDraft } from './draft';

interface Props {
  axis: AxisDraft;
  /** Paths that have a row of their own. */
  taken: readonly string[];
  values: readonly GridValue[];
  problem: string | undefined;
  change(axis: AxisDraft): void;
  remove(): void;
}

/** Values of one swept setting: typed as a list or a range, with what that comes to, or what is wrong with it, below. */
export function AxisRow({ axis, taken, values, problem, change, remove }: Props) {
  const id = useId();
  const { label, symbol } = axisOf(axis.path)!;
  const listed = values.map(String).join(', ');
  // A list is there to be read already; a range is not.
  const expands = problem === undefined && listed !== axis.text.trim();
  return (
    <div className="sweep-axis">
      <select
        className="select"
        aria-label={`Setting: ${label}`}
        title={label}
        value={axis.path}
        onChange={({ target }) => change({ ...axis, path: target.value })}
      >
        {ADDABLE.filter(({ path }) => path === axis.path || !taken.includes(path)).map((one) => (
          <option key={one.path} value={one.path} title={one.label}>
            {one.symbol}
          </option>
        ))}
      </select>
      <input
        className="input"
        type="text"
        aria-label={`Values of ${label}`}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-note`}
        spellCheck={false}
        value={axis.text}
        onChange={({ target }) => change({ ...axis, text: target.value })}
      />
      <button
        type="button"
        className="button button-small button-icon"
        aria-label={`Do not sweep ${label}`}
        title={`Do not sweep ${symbol}`}
        onClick={remove}
      >
        ×
      </button>
      {problem !== undefined ? (
        <p id={`${id}-note`} className="field-error" role="alert">
          {problem}
        </p>
      ) : (
        <p id={`${id}-note`} className={expands ? 'field-help' : 'visually-hidden'} title={listed}>
          {values.length} {values.length === 1 ? 'value' : 'values'}: {listed}
        </p>
      )}
    </div>
  );
}
