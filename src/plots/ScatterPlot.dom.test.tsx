import { render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, it, vi } from 'vitest';
import { ScatterPlot } from './ScatterPlot';
import { diskSpace } from './scatter/spaces/disk';
import type { ScatterScene } from './scatter/scene';

const names = ['frog', 'alien', 'pear'];
const scene: ScatterScene = {
  space: diskSpace({ c: 1, clipRadius: 2.3 }),
  points: Float32Array.of(-0.3, 0, 0, 0, 0.3, 0),
  n: 3,
  colourOf: Uint8Array.of(0, 0, 0),
  colours: ['#5b86c4'],
  rows: [0, 1, 2],
  anchor: 0,
  positives: [],
  negatives: [],
  describe: (index) => [names[index] ?? '', `image ${index}`],
  theme: 'light',
};

function Plot({ select }: { select(index: number): void }) {
  const [hovered, hover] = useState<number>();
  return (
    <ScatterPlot
      name="Disk"
      label="3 images"
      describedBy="keys"
      scene={{ ...scene, hovered }}
      hover={hover}
      select={select}
      lasso={() => undefined}
    />
  );
}

it('says which point the arrow keys have reached, and which Enter has made the anchor', async () => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(200);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(200);
  const select = vi.fn();
  render(<Plot select={select} />);
  const plot = screen.getByRole('application', { name: '3 images' });
  const press = (key: string) => plot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const status = screen.getByRole('status');
  expect(status.textContent).toBe('');
  // The plot is laid out and drawn in a frame of its own.
  await waitFor(() => {
    press('ArrowRight');
    expect(status.textContent).not.toBe('');
  });
  const [reached] = /image \d/.exec(status.textContent ?? '') ?? [];
  expect(reached).toBeDefined();
  press('Enter');
  await waitFor(() => expect(status.textContent).toBe(`Anchor: ${names[Number(reached?.slice(6))]}, ${reached}`));
  expect(select).toHaveBeenCalledWith(Number(reached?.slice(6)));
  vi.restoreAllMocks();
});
