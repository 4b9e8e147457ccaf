import { describe, expect, it } from 'vitest';
import { defaultMethods } from '../../state/views/projections/projectionChoice';
import { createProjectionStore } from '../../state/views/projections/projections';
import { startedLab, withLocalTraining } from '../../state/testing/local';
import { FakeProjections } from '../../state/testing/projections';
import { createLabProjections } from './labProjection';

async function open() {
  const port = new FakeProjections(true);
  const { lab: store } = await startedLab();
  const projections = createProjectionStore(store, async () => port, defaultMethods(2));
  return { lab: createLabProjections(store, projections), port, projections, store };
}

describe('lab.projection', () => {
  withLocalTraining();

  it('gives the picture of a run by the method chosen, or by the one asked for', async () => {
    const { lab, port, projections } = await open();
    const shown = await lab.projection('hyperbolic');
    expect(shown).toMatchObject({ method: 'tangent PCA', points: { shape: [4, 2] } });
    expect(shown.points.data).toHaveLength(8);
    expect((await lab.projection('spherical')).points.shape).toEqual([4, 3]);
    expect(port.orders).toHaveLength(0);
    projections.getState().choose('hyperbolic neighbours');
    expect(await lab.projection('fused')).toMatchObject({ method: 'hyperbolic neighbours', neighboursKept: 0.5 });
    expect(await lab.projection('fused', { method: 'tangent PCA' })).toMatchObject({ method: 'tangent PCA' });
    expect(port.orders.map(({ geometry, method }) => [geometry, method])).toEqual([['fused', 'hyperbolic neighbours']]);
  });

  it('refuses runs and methods that there are not', async () => {
    const { lab } = await open();
    await expect(lab.projection('nothing')).rejects.toThrow(/no run “nothing”; there are spherical, hyperbolic, fused/);
    await expect(lab.projection('fused', { method: 'spherical neighbours' })).rejects.toThrow(
      /“spherical neighbours” of “fused”; there are tangent PCA, PCA angle, true radius, hyperbolic neighbours/,
    );
  });
});
