import { useId, type CSSProperties } from 'react';
import { formatNumber } from './numbers';
import { placeOf, type Scale } from './scales';
import { useTyped } from './useTyped';
import './fields.css';

interface Props {
  label: string;
  value: number;
  scale: Scale;
  /** One sentence, shown on hover and read to assistive technology. */
  help: string;
  geometry?: 'spherical' | 'hyperbolic';
  /** The value that is in force, where the slider stands at another. */
  inForce?: number;
  /** In place of a number: `off` for a clip radius of 0. */
  words?: (value: number) => string | undefined;
  judge(value: number): string | undefined;
  onChange(value: number): void;
}

/** A slider with its value beside it, which can be typed; what cannot be taken is refused there, with the reason. */
export function SliderField({ label, value, scale, help, geometry, inForce, words, judge, onChange: take }: Props) {
  const id = useId();
  const typed = useTyped(value, judge, take);
  const last = scale.values.length - 1;
  const place = placeOf(scale, value);
  return (
    <div
      className="fields-slider"
      data-geometry={geometry}
      title={inForce === undefined ? help : `${help} In force: ${formatNumber(inForce)}.`}
    >
      <div className="fields-slider-head">
        <label htmlFor={id}>{label}</label>
        <input
          className="input value-input control-low"
          type="text"
          inputMode="decimal"
          aria-label={`${label}, value`}
          aria-invalid={typed.problem !== undefined}
          aria-describedby={typed.problem === undefined ? undefined : `${id}-problem`}
          data-what-if={inForce !== undefined || undefined}
          value={typed.text}
          onChange={(event) => typed.type(event.target.value)}
          onBlur={typed.commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') typed.commit();
            if (event.key === 'Escape') typed.revert();
          }}
        />
      </div>
      {inForce !== undefined && (
        <span
          className="fields-in-force"
          title={`in force: ${formatNumber(inForce)}`}
          style={{ '--at': placeOf(scale, inForce) / last } as CSSProperties}
        >
          <span className="visually-hidden">In force: {formatNumber(inForce)}</span>
        </span>
      )}
      <input
        id={id}
        className="slider"
        type="range"
        min={0}
        max={last}
        step={1}
        value={place}
        aria-valuetext={words?.(value) ?? formatNumber(value)}
        style={{ '--filled': `${(100 * place) / last}%` } as CSSProperties}
        onChange={(event) => {
          typed.revert();
          take(scale.values[Number(event.target.value)] ?? value);
        }}
      />
      {typed.problem !== undefined && (
        <p id={`${id}-problem`} className="field-error" role="alert">
          {typed.problem}
        </p>
      )}
    </div>
  );
}
