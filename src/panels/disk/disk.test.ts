import { describe, expect, it } from 'vitest';
import { PRESENCE, RAMP_STEPS, rampColours } from '../../plots';
import type { AnchorView } from '../../state/views/selection';
import { WEIGHT_RAMP, choicesFor, classPresence, coloursOfNorms, coloursOfView, levelOf, rampOfNorms, rampOfRanks } from './colouring';
import { summarise } from '../selection/summary';
import { classTree } from './tree';

const classes = [
  { path: 'animals/mammals/cat', name: 'cat' },
  { path: 'animals/mammals/dog', name: 'dog' },
  { path: 'animals/birds/hen', name: 'hen' },
  { path: 'food/pear', name: 'pear' },
];

describe('what points are coloured by', () => {
  it('is any level of the hierarchy, the class, or a measure', () => {
    expect(choicesFor(classes).map(({ name }) => name)).toEqual(['group', 'subgroup', 'class', 'weight p(x⁻)', 'rank', 'norm']);
    expect(choicesFor([{ path: 'cat' }])[0]).toEqual({ by: 'class', name: 'class' });
    expect([levelOf('level 1'), levelOf('class'), levelOf('rank')]).toEqual([1, Infinity, 0]);
  });
});

describe('what is shown', () => {
  const presence = (hidden: string[], isolated: string[]) => classPresence(classes, new Set(hidden), new Set(isolated));

  it('is everything unless something of this image set is hidden or isolated', () => {
    expect(presence([], [])).toBeUndefined();
    expect(presence(['ships'], ['trains'])).toBeUndefined();
  });

  it('leaves out what is hidden, at whatever level', () => {
    expect([...presence(['animals/mammals', 'food/pear'], [])!]).toEqual([
      PRESENCE.hidden,
      PRESENCE.hidden,
      PRESENCE.full,
      PRESENCE.hidden,
    ]);
    expect(presence(['anim'], [])).toBeUndefined();
  });

  it('puts aside what is not among the isolated, several at once, and hides all the same', () => {
    expect([...presence(['animals/birds'], ['animals/mammals/dog', 'animals/birds'])!]).toEqual([
      PRESENCE.aside,
      PRESENCE.full,
      PRESENCE.hidden,
      PRESENCE.aside,
    ]);
  });
});

describe('colours of a measure', () => {
  const view = {
    negatives: Int32Array.of(3, 1),
    weights: Float64Array.of(0.04, 0.000_04),
    positives: Int32Array.of(2),
  } as unknown as AnchorView;
  const steps = rampColours('light');

  it('show larger weights stronger', () => {
    const { colourOf, colours } = coloursOfView('weight', view, 4, WEIGHT_RAMP, steps);
    expect(colourOf[3]).toBeGreaterThan(colourOf[1]!);
    // Neither the anchor nor its positive has a p of its own.
    expect([colourOf[0], colourOf[2]]).toEqual([RAMP_STEPS, RAMP_STEPS]);
    expect(colours).toHaveLength(RAMP_STEPS + 1);
  });

  it('show the first rank strongest', () => {
    const ramp = rampOfRanks(2);
    expect(ramp.domain).toEqual([2, 1]);
    const { colourOf } = coloursOfView('rank', view, 4, ramp, steps);
    expect([colourOf[3], colourOf[1]]).toEqual([RAMP_STEPS - 1, 0]);
  });

  it('tell clipped norms apart', () => {
    const norms = Float64Array.of(1, 2, 2.3, 5);
    const ramp = rampOfNorms([norms, Float64Array.of(0.5)]);
    expect(ramp.domain).toEqual([0.5, 5]);
    const head = { clipRadius: 2.3, hyperbolicInput: 'raw' as const };
    expect([...coloursOfNorms(norms, head, ramp, steps).colourOf].map((colour) => colour === RAMP_STEPS)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(coloursOfNorms(norms, { ...head, clipRadius: 0 }, ramp, steps).colourOf).not.toContain(RAMP_STEPS);
    expect(
      coloursOfNorms(norms, { clipRadius: 0.9, hyperbolicInput: 'normalized' }, ramp, steps).colourOf.every((c) => c === RAMP_STEPS),
    ).toBe(true);
  });
});

describe('the tree of classes', () => {
  it('has a node for every class and group that is shown, each behind the one above', () => {
    const nodes = classTree(classes, [0, 1, 1, 2, 3]);
    expect(nodes.map(({ name, level, members }) => [name, level, members.length])).toEqual([
      ['all', 0, 5],
      ['animals', 1, 4],
      ['mammals', 2, 3],
      ['cat', 3, 1],
      ['dog', 3, 2],
      ['birds', 2, 1],
      ['hen', 3, 1],
      ['food', 1, 1],
      ['pear', 2, 1],
    ]);
    nodes.forEach(({ parent }, i) => expect(parent).toBeLessThan(i));
    expect(nodes.map(({ parent }) => nodes[parent]?.name)).toEqual([
      undefined,
      'all',
      'animals',
      'mammals',
      'mammals',
      'animals',
      'birds',
      'all',
      'food',
    ]);
  });

  it('is that of the points shown', () => {
    const shown = classTree(classes, [0, 1, 3], [PRESENCE.full, PRESENCE.hidden, PRESENCE.aside]);
    expect(shown.map(({ name }) => name)).toEqual(['all', 'animals', 'mammals', 'cat']);
    expect(classTree(classes, [0], [PRESENCE.hidden])).toEqual([]);
  });
});

it('sums a selection up by class', () => {
  expect(summarise(new Set([0, 1, 2, 4]), [7, 3, 3, 9, 7])).toEqual({
    images: 4,
    classes: 2,
    top: [
      { label: 3, images: 2 },
      { label: 7, images: 2 },
    ],
  });
});
