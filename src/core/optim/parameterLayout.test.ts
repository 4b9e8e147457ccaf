import { describe, expect, it } from 'vitest';
import { modelPresets } from '../configuration/presets';
import { isTrained, trainedPart, type Train } from '../configuration/train';
import { parameterShapes } from '../model/shape';
import { align } from '../ops/runtime/plan';
import { ParameterLayout } from './parameterLayout';

const model = modelPresets.micro;
const layout = (train: Train) => {
  const part = trainedPart(train, model.depth);
  return new ParameterLayout(parameterShapes(model), (name) => isTrained(part, name));
};

describe.each(['head', 'last 1', 'all but patch embedding', 'all'] as const)('places of parameters, %s trained', (train) => {
  const { places, trained, trainedShapes, state, size, stateSize } = layout(train);

  it('never overlap, and the trained ones lie behind each other as their moments do', () => {
    const inOrder = [...places].sort((a, b) => a.at - b.at);
    inOrder.slice(1).forEach(({ at }, i) => expect(at).toBe(inOrder[i]!.at + align(inOrder[i]!.size)));
    const withMoments = places.filter(({ momentsAt }) => momentsAt !== undefined);
    expect(withMoments.map(({ name }) => name)).toEqual(trainedShapes.map(({ name }) => name));
    for (const { at, momentsAt } of withMoments) expect(at).toBe(trained.offset + momentsAt!);
    expect(trained.offset + trained.size).toBe(size);
  });

  it('leave no moments for what is frozen', () => {
    expect(state.map((region) => region.size)).toEqual([size, trained.size, trained.size]);
    expect(stateSize).toBe(size + 2 * trained.size);
    expect(trained.size === size).toBe(train === 'all');
  });
});
