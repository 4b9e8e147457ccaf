import { describe, expect, it } from 'vitest';
import { GROUP_COLOURS, groupClasses, readable, REST_COLOUR } from './groups';
import { runStyles } from './runStyle';

describe('groups of classes', () => {
  it('gathers classes under the first part of their path', () => {
    const { groups, groupOf } = groupClasses([
      { path: 'animals-nature/mammal/cat' },
      { path: 'food/fruit/pear' },
      { path: 'animals-nature/bird/hen' },
    ]);
    expect(groups.map(({ name, classes }) => [name, classes])).toEqual([
      ['animals nature', 2],
      ['food', 1],
    ]);
    expect([...groupOf]).toEqual([0, 1, 0]);
    expect(groups[0]?.colour).not.toBe(groups[1]?.colour);
  });

  it('gives every class of a small flat set its own colour', () => {
    expect(groupClasses(['a', 'b', 'c'].map((path) => ({ path }))).groups).toHaveLength(3);
  });

  it('keeps the colours for the largest groups where there are too many', () => {
    const classes = Array.from({ length: 20 }, (_, i) => ({ path: `g${i}/x` })).concat([{ path: 'g19/y' }]);
    const { groups, groupOf } = groupClasses(classes);
    expect(groups).toHaveLength(GROUP_COLOURS.length);
    expect(groups[0]?.key).toBe('g19');
    expect(groups.at(-1)).toMatchObject({ name: 'other', colour: REST_COLOUR, classes: 20 - (GROUP_COLOURS.length - 1) });
    expect(groupOf[20]).toBe(0);
  });

  it('reads path parts aloud', () => expect(readable('smileys-emotion_x')).toBe('smileys emotion x'));
});

describe('styles of runs', () => {
  it('tells runs of one geometry apart by dash and shade', () => {
    const styles = runStyles([
      { name: 'a', geometry: 'spherical' },
      { name: 'b', geometry: 'hyperbolic' },
      { name: 'a, seed 2', geometry: 'spherical' },
    ]);
    expect(styles.get('a')).toEqual({ colour: 'var(--spherical)', dash: undefined, variant: 0 });
    expect(styles.get('b')?.variant).toBe(0);
    expect(styles.get('a, seed 2')?.dash).toBeDefined();
    expect(styles.get('a, seed 2')?.colour).not.toBe('var(--spherical)');
  });
});
