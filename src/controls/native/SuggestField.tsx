import { useId } from 'react';
import type { SuggestFieldProps } from '../SuggestField';

const MOST_SHOWN = 60;

/** The browser shows the suggestions: those that contain what has been typed. */
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
  const list = useId();
  const typed = value.toLowerCase();
  const shown = suggestions.filter((one) => one.toLowerCase().includes(typed)).slice(0, MOST_SHOWN);
  return (
    <>
      <input
        id={id}
        ref={inputRef}
        className={className}
        type="text"
        list={list}
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-invalid={invalid}
        placeholder={placeholder}
        title={title}
        value={value}
        onChange={({ target, nativeEvent }) => {
          change(target.value);
          // Typing says what was typed; a choice out of the list replaces all of it.
          const type = nativeEvent instanceof InputEvent ? nativeEvent.inputType : '';
          if ((type === '' || type === 'insertReplacementText') && suggestions.includes(target.value)) chosen?.(target.value);
        }}
        onKeyDown={onKeyDown}
      />
      <datalist id={list}>
        {shown.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}
