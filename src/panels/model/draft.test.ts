import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { issuesOf } from '../../state/session/settings';
import { judge } from './draft';

const check = (patch: Parameters<typeof issuesOf>[1]) =>
  issuesOf(defaultConfig, patch, { part: 'test', trainClasses: 50, evaluationImages: 10, classesWithPositives: 4, evaluationQueries: 8 });

describe('what is typed into the dialog', () => {
  it('is judged together: settings that only fit one another are taken in any order', () => {
    expect([...judge({ 'model.patch': '6' }, check).problems.keys()]).toContain('model.patch');
    const both = judge({ 'model.patch': '6', 'model.image': '48', 'batch.classes': '50' }, check);
    expect(both.problems.size).toBe(0);
    expect(both.patch).toEqual({ model: { patch: 6, image: 48 }, batch: { classes: 50 } });
  });

  it('is refused at its own place, with the reason', () => {
    const { problems } = judge(
      { 'model.heads': '5', 'batch.classes': '51', 'optimizer.learningRate': 'fast', seed: '', steps: '2.5' },
      check,
    );
    expect(problems.get('model.heads')).toContain('do not divide the width');
    expect(problems.get('optimizer.learningRate')).toBe('“fast” is not a number');
    expect(problems.get('seed')).toBe('A number is needed here');
    expect(problems.get('steps')).toContain('whole number');
    expect(judge({ 'batch.classes': '51' }, check).problems.get('batch.classes')).toContain('only 50 classes');
  });

  it('takes choices as they are', () => {
    expect(judge({ 'model.pooling': 'class token', 'batch.classes': '8' }, check)).toEqual({
      patch: { model: { pooling: 'class token' }, batch: { classes: 8 } },
      problems: new Map(),
    });
  });
});
