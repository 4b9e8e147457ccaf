import { act, render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { LabProvider } from '../../state/LabProvider';
import { createStores } from '../../state/stores';
import { sampleRecording } from '../../state/testing/samples';
import Tour from './Tour';

it('the tour begins with the anchor on show: whom each geometry pushes it away from, with the share, and how far they agree', () => {
  const stores = createStores();
  stores.lab.conductor.showStored(sampleRecording({ n: 12, d: 4 }));
  const classes = Array.from({ length: 12 }, (_, i) => ({ path: `class ${i}`, name: `class ${i}` }));
  stores.lab.setState({ imageSet: { ...stores.lab.getState().imageSet, id: 'emoji', title: 'Emoji', classes } as never });
  const { rows } = stores.lab.getState().evaluation!;
  stores.lab.setState({ evaluation: { rows, labels: Int32Array.from({ length: 12 }, (_, i) => i % 4) } });
  stores.tour.getState().start();
  render(
    <LabProvider stores={stores}>
      <Tour />
    </LabProvider>,
  );
  const { anchor, evaluation } = stores.lab.getState();
  const example = document.querySelector('.tour-example')!;
  expect(example.textContent).toContain(`This class ${evaluation!.labels[anchor]}`);
  const runs = [...example.querySelectorAll('li')].map(({ textContent }) => textContent);
  expect(runs.map((text) => /^(spherical|hyperbolic|fused) class \d+ [\d.]+\s?%/.exec(text!)?.[1])).toEqual([
    'spherical',
    'hyperbolic',
    'fused',
  ]);
  expect(example.textContent).toMatch(/Of the \d nearest, spherical and hyperbolic share \d/);
  act(() => stores.tour.getState().go(1));
  expect(document.querySelector('.tour-example')).toBeNull();
  expect(screen.getByText('Several models, one set of images')).toBeTruthy();
});
