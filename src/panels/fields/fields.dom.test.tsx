import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { SettingField } from './SettingField';
import { SliderField } from './SliderField';
import { logScale } from './scales';

const take = vi.fn();

function Curvature() {
  const [value, setValue] = useState(0.1);
  return (
    <SliderField
      label="Curvature c"
      value={value}
      scale={logScale(0.01, 2)}
      help="How much the ball bends."
      inForce={0.5}
      judge={(c) => (c > 0 ? undefined : 'c must be greater than 0')}
      onChange={(c) => {
        take(c);
        setValue(c);
      }}
    />
  );
}

const typed = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Curvature c, value' });
const slider = () => screen.getByRole('slider', { name: 'Curvature c' });

describe('a slider with its value beside it', () => {
  it('takes a typed number with Enter, and says what it stands at', async () => {
    const keys = userEvent.setup();
    take.mockClear();
    render(<Curvature />);
    expect(slider().getAttribute('aria-valuetext')).toBe('0.1');
    await keys.clear(typed());
    await keys.type(typed(), '0,25');
    expect(take, 'not before Enter').not.toHaveBeenCalled();
    await keys.keyboard('{Enter}');
    expect(take.mock.calls).toEqual([[0.25]]);
    expect([typed().value, slider().getAttribute('aria-valuetext')]).toEqual(['0.25', '0.25']);
  });

  it('refuses with the reason, keeps what was typed, and forgets it with Escape', async () => {
    const keys = userEvent.setup();
    take.mockClear();
    render(<Curvature />);
    await keys.clear(typed());
    await keys.type(typed(), '-1{Enter}');
    expect(take).not.toHaveBeenCalled();
    expect(typed().getAttribute('aria-invalid')).toBe('true');
    const problem = screen.getByRole('alert');
    expect(problem.textContent).toBe('c must be greater than 0');
    expect(typed().getAttribute('aria-describedby')).toBe(problem.id);
    await keys.keyboard('{Escape}');
    expect(typed().value).toBe('0.1');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says the value in force where it stands at another', () => {
    render(<Curvature />);
    expect(screen.getByText('In force: 0.5')).toBeTruthy();
  });
});

describe('a setting', () => {
  it('tells what it does, or why it is refused, to whoever has it under the cursor', async () => {
    const keys = userEvent.setup();
    const change = vi.fn();
    const { rerender } = render(<SettingField label="Depth" unit="blocks" help="Blocks." value="4" problem={undefined} change={change} />);
    const field = screen.getByRole('textbox', { name: 'Depth blocks' });
    expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Blocks.');
    await keys.type(field, '8');
    expect(change).toHaveBeenCalledWith('48');
    rerender(<SettingField label="Depth" unit="blocks" help="Blocks." value="48" problem="At most 12" change={change} />);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe('At most 12');
  });

  it('of a few values is chosen from them', async () => {
    const keys = userEvent.setup();
    const change = vi.fn();
    const options = ['on', 'off'].map((value) => ({ value, label: value }));
    render(<SettingField label="Flip" help="" value="on" options={options} problem={undefined} change={change} />);
    await keys.selectOptions(screen.getByRole('combobox', { name: 'Flip' }), 'off');
    expect(change).toHaveBeenCalledWith('off');
  });
});
