import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { ButtonBar, BarButton } from './ButtonBar';
import { placed } from './place';
import { placeAfter } from './roving';
import { SuggestField } from './SuggestField';
import { ChooseAny, ChooseOne } from './Toggles';

const OPTIONS = ['log', 'linear', 'map'].map((value) => ({ value, name: value }));

describe('where something opens beside its button', () => {
  const view = { width: 400, height: 300 };
  const at = (left: number, top: number) => ({ left, top, right: left + 20, bottom: top + 20 });

  it('is below it, its edge under the button’s', () => {
    expect(placed(at(300, 10), { width: 100, height: 50 }, view, { gap: 4, align: 'end' })).toMatchObject({ left: 220, top: 34 });
    expect(placed(at(100, 10), { width: 100, height: 50 }, view, { gap: 4, align: 'centre' })).toMatchObject({ left: 60, top: 34 });
  });

  it('is above it where there is more room, and never outside the window', () => {
    expect(placed(at(300, 260), { width: 100, height: 50 }, view, { gap: 4, align: 'end' })).toMatchObject({ top: 206 });
    expect(placed(at(0, 10), { width: 100, height: 50 }, view, { gap: 4, align: 'end' }).left).toBe(8);
    const large = placed(at(300, 100), { width: 900, height: 900 }, view, { gap: 4, align: 'end' });
    expect(large).toMatchObject({ left: 8, top: 124, width: 384, height: 168 });
  });
});

describe('buttons of one group', () => {
  it('are gone through round and round', () => {
    expect([placeAfter('ArrowRight', 2, 3), placeAfter('ArrowLeft', 0, 3), placeAfter('Home', 2, 3), placeAfter('End', 0, 3)]).toEqual([
      0, 2, 0, 2,
    ]);
    expect(placeAfter('a', 1, 3)).toBeUndefined();
  });

  it('are one stop of Tab: the pressed one; arrow keys move inside', async () => {
    const keys = userEvent.setup();
    const chosen: string[] = [];
    function Choice() {
      const [value, choose] = useState('linear');
      return (
        <ChooseOne
          label="Scale"
          options={OPTIONS}
          value={value}
          choose={(next) => {
            chosen.push(next);
            choose(next);
          }}
        />
      );
    }
    render(<Choice />);
    await keys.tab();
    expect(document.activeElement?.textContent).toBe('linear');
    await keys.keyboard('{ArrowRight}');
    expect(document.activeElement?.textContent).toBe('map');
    await keys.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'map', pressed: true })).toBeTruthy();
    await keys.click(screen.getByRole('button', { name: 'map' }));
    expect(chosen).toEqual(['map']);
    await keys.tab();
    expect(document.activeElement).toBe(document.body);
  });

  it('are on or off by themselves, or only pressed', async () => {
    const user = userEvent.setup();
    const toggled: string[] = [];
    render(
      <>
        <ChooseAny label="Over the points" options={OPTIONS} on={['log']} toggle={(value) => toggled.push(value)} />
        <ButtonBar label="Plots">
          <BarButton onClick={() => toggled.push('SVG')}>SVG</BarButton>
        </ButtonBar>
      </>,
    );
    await user.click(screen.getByRole('button', { name: 'log', pressed: true }));
    await user.click(screen.getByRole('button', { name: 'map', pressed: false }));
    await user.click(screen.getByRole('button', { name: 'SVG' }));
    expect(toggled).toEqual(['log', 'map', 'SVG']);
    expect(screen.getByRole('toolbar', { name: 'Plots' })).toBeTruthy();
  });
});

it('a field suggests what contains what has been typed', async () => {
  const user = userEvent.setup();
  function Field() {
    const [value, change] = useState('');
    return <SuggestField label="Class" value={value} suggestions={['Panda', 'pan', 'cat']} change={change} />;
  }
  const { container } = render(<Field />);
  await user.type(screen.getByLabelText('Class'), 'pan');
  expect([...container.querySelectorAll('option')].map((option) => option.value)).toEqual(['Panda', 'pan']);
});
