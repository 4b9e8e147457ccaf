import { expect, it } from 'vitest';
import { createProjectionStore } from '../projections/projections';
import { provenanceOf } from './provenance';
import { recordedLab } from '../../testing/recordedLab';

const stores = recordedLab();
const projections = createProjectionStore(stores.lab, () => Promise.reject(new Error('not asked for'))).getState();
const of = (origin: Parameters<typeof provenanceOf>[3]) => provenanceOf(stores.lab.getState(), projections, '9.8.7', origin);

it('a plot of one run says projection, fidelity, τ, c, seed, step and version, in words and for machines', () => {
  const { runs } = stores.lab.getState();
  const hyperbolic = runs.find(({ geometry }) => geometry === 'hyperbolic')!;
  const { caption, data } = of({ run: hyperbolic.name, step: 300, part: 'validation' });
  const text = caption.join(' ');
  const { head } = hyperbolic.snapshot!;
  for (const part of [
    'Image set Emoji',
    '24 validation images',
    'step 300',
    `τ ${head.tauHyperbolic}`,
    `c ${head.c}`,
    `clip radius ${head.clipRadius}`,
    'seed 1',
    'projection: tangent PCA, neighbours kept 46 %, distances ±30 %',
    'Negative Space 9.8.7.',
  ])
    expect(text).toContain(part);
  // What the geometry does not feel is not said.
  expect(text).not.toMatch(/λ|τₛ/);
  expect(data).toMatchObject({ version: '9.8.7', step: 300, part: 'validation', seed: 1, imageSet: { id: 'emoji' } });
  expect(data.runs).toMatchObject([
    { run: hyperbolic.name, tauHyperbolic: head.tauHyperbolic, c: head.c, projection: { method: 'tangent PCA', neighboursKept: 0.46 } },
  ]);
  expect(JSON.parse(JSON.stringify(data))).toMatchObject({ version: '9.8.7' });
});

it('a plot of all runs says what each was measured with, with λ of the fused one, and what is only supposed', () => {
  const { caption } = of({});
  const text = caption.join(' ');
  expect(text).toMatch(/spherical: τ 0\.1, seed 1\./);
  expect(text).toMatch(/fused: τₛ \S+, τₕ \S+, c \S+, λ \S+, clip radius \S+, seed 1\./);
  expect(text).not.toContain('projection');
  expect(text).not.toContain('supposed');
  stores.lab.setState({ whatIf: { c: 2 } });
  expect(of({}).caption.join(' ')).toContain('supposed');
  // What was measured stays what it was.
  expect(of({}).caption.join(' ')).not.toMatch(/c 2\b/);
});
