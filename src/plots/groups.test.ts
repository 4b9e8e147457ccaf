import { describe, expect, it } from 'vitest';
import { GROUP_COLOURS, groupClasses, hierarchyDepth, readable } from './groups';
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

  it('gathers them at any level, and each class by itself below them all', () => {
    const classes = [
      { path: 'a/x/cat', name: 'cat' },
      { path: 'a/x/lynx', name: 'lynx' },
      { path: 'a/y/hen', name: 'hen' },
      { path: 'b/x/pear', name: 'pear' },
      { path: 'stone', name: 'a stone' },
    ];
    expect(hierarchyDepth(classes)).toBe(2);
    expect(groupClasses(classes, 1).groups.map(({ key }) => key)).toEqual(['a/x', 'a/y', 'b/x', 'stone']);
    expect([...groupClasses(classes, 1).groupOf]).toEqual([0, 0, 1, 2, 3]);
    expect(groupClasses(classes, Infinity).groups.map(({ name }) => name)).toEqual(['cat', 'lynx', 'hen', 'pear', 'a stone']);
  });

  it('lets colours return late where there are more groups, and never between neighbours', () => {
    const { groups } = groupClasses(Array.from({ length: 300 }, (_, i) => ({ path: `g${i}` })));
    const colours = groups.map(({ colour }) => colour);
    expect(new Set(colours).size).toBe(3 * GROUP_COLOURS.length);
    colours.forEach((colour, i) => expect(colours.slice(i + 1, i + GROUP_COLOURS.length)).not.toContain(colour));
  });

  it('reads path parts aloud', () => expect(readable('smileys-emotion_x')).toBe('smileys emotion x'));
});

describe('styles of runs', () => {
  it('tells runs of one geometry apart by dash and shade', () => {
    const styles = runStyles([
      { id: 'a', geometry: 'spherical' },
      { id: 'b', geometry: 'hyperbolic' },
      { id: 'a, seed 2', geometry: 'spherical' },
    ]);
    expect(styles.get('a')).toEqual({ colour: 'var(--spherical)', dash: undefined, variant: 0 });
    expect(styles.get('b')?.variant).toBe(0);
    expect(styles.get('a, seed 2')?.dash).toBeDefined();
    expect(styles.get('a, seed 2')?.colour).not.toBe('var(--spherical)');
  });
});
