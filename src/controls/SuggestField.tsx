import { Autocomplete } from '@base-ui/react/autocomplete';
import type { KeyboardEvent, Ref } from 'react';
import './controls.css';

export interface SuggestFieldProps {
  id?: string;
  /** Accessible name where no label points at it. */
  label?: string;
  value: string;
  /** What may be typed, completed or not. */
  suggestions: readonly string[];
  placeholder?: string;
  invalid?: boolean;
  title?: string;
  className?: string;
  inputRef?: Ref<HTMLInputElement>;
  change(value: string): void;
  /** A suggestion was chosen: it is the value already. */
  chosen?(value: string): void;
  /** Not called for keys that the open list takes. */
  onKeyDown?(event: KeyboardEvent<HTMLInputElement>): void;
}

/** As many as can be looked through; typing finds the others. */
const MOST_SHOWN = 60;

/** A field for any text, with suggestions that contain what has been typed. */
export function SuggestField({
  id,
  label,
  value,
  suggestions,
  placeholder,
  invalid,
  title,
  className = 'input',
  inputRef,
  change,
  chosen,
  onKeyDown,
}: SuggestFieldProps) {
  return (
    <Autocomplete.Root
      items={suggestions}
      limit={MOST_SHOWN}
      value={value}
      onValueChange={(next, { reason }) => {
        change(next);
        if (reason === 'item-press') chosen?.(next);
      }}
    >
      <Autocomplete.Input
        id={id}
        ref={inputRef}
        className={className}
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-invalid={invalid}
        placeholder={placeholder}
        title={title}
        onKeyDown={(event) => {
          // The list takes its keys first: Escape closes it, Enter takes what is highlighted in it.
          const { currentTarget: input, key } = event;
          const listed = input.getAttribute('aria-expanded') === 'true';
          if (listed && (key === 'Escape' || (key === 'Enter' && input.hasAttribute('aria-activedescendant')))) return;
          onKeyDown?.(event);
        }}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner className="popover-place" sideOffset={2} align="start" collisionPadding={8}>
          <Autocomplete.Popup className="suggestions" data-layer="popover">
            <Autocomplete.List>
              {(item: string) => (
                <Autocomplete.Item key={item} value={item} className="suggestion">
                  {item}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
