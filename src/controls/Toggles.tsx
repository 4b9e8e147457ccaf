import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';

export interface ToggleOption<Value extends string> {
  value: Value;
  name: ReactNode;
  title?: string;
  disabled?: boolean;
  /** Wears the accent of a geometry. */
  geometry?: string;
}

interface Shared<Value extends string> {
  /** What is chosen between. */
  label: string;
  options: readonly ToggleOption<Value>[];
}

/** One of a few: Tab reaches the group, arrow keys move inside it. */
export function ChooseOne<Value extends string>({
  label,
  options,
  value,
  choose,
}: Shared<Value> & { value: Value | undefined; choose(value: NoInfer<Value>): void }) {
  return (
    <Group
      label={label}
      options={options}
      pressed={value === undefined ? [] : [value]}
      // Pressing what is chosen already leaves it chosen.
      change={([next]) => next !== undefined && choose(next)}
    />
  );
}

/** Each on or off by itself: Tab reaches the group, arrow keys move inside it. */
export function ChooseAny<Value extends string>({
  label,
  options,
  on,
  toggle,
}: Shared<Value> & { on: readonly Value[]; toggle(value: NoInfer<Value>): void }) {
  return (
    <Group
      label={label}
      options={options}
      multiple
      pressed={on}
      change={(next) => {
        const changed = options.find(({ value }) => next.includes(value) !== on.includes(value));
        if (changed) toggle(changed.value);
      }}
    />
  );
}

interface GroupProps<Value extends string> extends Shared<Value> {
  multiple?: boolean;
  pressed: readonly Value[];
  change(pressed: Value[]): void;
}

function Group<Value extends string>({ label, options, multiple, pressed, change }: GroupProps<Value>) {
  return (
    <ToggleGroup className="segmented" aria-label={label} multiple={multiple} value={pressed} onValueChange={change}>
      {options.map(({ value, name, title, disabled, geometry }) => (
        <Toggle key={value} value={value} title={title} disabled={disabled} data-geometry={geometry}>
          {name}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
