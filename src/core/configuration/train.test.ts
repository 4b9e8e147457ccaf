import { describe, expect, it } from 'vitest';
import { parameterShapes } from '../model/shape';
import { modelPresets } from './presets';
import { isTrained, lastBlocks, TRAIN_PATTERN, trainedPart, type Train } from './train';

const model = { ...modelPresets.micro, depth: 3 };
const trained = (train: Train) =>
  parameterShapes(model)
    .map(({ name }) => name)
    .filter((name) => isTrained(trainedPart(train, model.depth), name));

describe('what is trained', () => {
  it('is the head, the last blocks with norm and head, all but the projection of patches, or all', () => {
    const names = parameterShapes(model).map(({ name }) => name);
    expect(trained('all')).toEqual(names);
    expect(trained('all but patch embedding')).toEqual(names.filter((name) => !name.startsWith('patch_embed.')));
    expect(trained('head')).toEqual(['head.weight', 'head.bias']);
    const upper = names.slice(names.indexOf('blocks.1.norm1.weight'));
    expect(trained('last 2')).toEqual(upper);
    expect(trained('last 3')).toEqual(names.slice(names.indexOf('blocks.0.norm1.weight')));
  });

  it('is named by words that are read one way', () => {
    expect(lastBlocks('last 12')).toBe(12);
    expect(lastBlocks('all')).toBeUndefined();
    for (const word of ['head', 'last 1', 'last 64', 'all but patch embedding', 'all']) expect(word).toMatch(TRAIN_PATTERN);
    for (const word of ['last', 'last 0', 'last -1', 'last 1.5', 'last 100', 'none', 'All']) expect(word).not.toMatch(TRAIN_PATTERN);
  });
});
