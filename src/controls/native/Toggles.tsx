import type { ToggleOption } from '../Toggles';
import { Roving } from './roving';

interface Shared<Value extends string> {
  label: string;
  options: readonly ToggleOption<Value>[];
}

export function ChooseOne<Value extends string>({
  value,
  choose,
  ...shared
}: Shared<Value> & { value: Value | undefined; choose(value: NoInfer<Value>): void }) {
  // Pressing what is chosen already leaves it chosen.
  return <Group {...shared} pressed={value === undefined ? [] : [value]} press={(next) => next !== value && choose(next)} />;
}

export function ChooseAny<Value extends string>({
  on,
  toggle,
  ...shared
}: Shared<Value> & { on: readonly Value[]; toggle(value: NoInfer<Value>): void }) {
  return <Group {...shared} pressed={on} press={toggle} />;
}

function Group<Value extends string>({
  label,
  options,
  pressed,
  press,
}: Shared<Value> & { pressed: readonly Value[]; press(value: Value): void }) {
  return (
    <Roving role="group" label={label} className="segmented">
      {options.map(({ value, name, title, disabled, geometry }) => (
        <button
          key={value}
          type="button"
          title={title}
          disabled={disabled}
          data-geometry={geometry}
          aria-pressed={pressed.includes(value)}
          onClick={() => press(value)}
        >
          {name}
        </button>
      ))}
    </Roving>
  );
}
