import { describe, expect, it } from 'vitest';
import { MOST_PINS, createPins, pinnedAs } from './pins';

function memory(content?: string) {
  const kept = new Map<string, string>(content === undefined ? [] : [['negative-space pins', content]]);
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

describe('pinned anchors', () => {
  it('are pinned and unpinned, each image set having its own', () => {
    const { getState } = createPins(undefined);
    getState().toggle('emoji', 7);
    getState().toggle('emoji', 3);
    getState().toggle('other', 7);
    expect(getState().rows).toEqual({ emoji: [7, 3], other: [7] });
    getState().toggle('emoji', 7);
    expect(getState().rows).toEqual({ emoji: [3], other: [7] });
  });

  it('are found again after a reload', () => {
    const storage = memory();
    createPins(storage).getState().toggle('emoji', 7);
    expect(createPins(storage).getState().rows).toEqual({ emoji: [7] });
  });

  it('are those of the content of a set, whatever it is called', () => {
    expect(pinnedAs({ id: 'own-1', contentHash: 'sha-256-pixels:ab' })).toBe(pinnedAs({ id: 'own-2', contentHash: 'sha-256-pixels:ab' }));
    expect(pinnedAs({ id: 'own-1' })).toBe('own-1');
  });

  it('of other sets stay where another tab has pinned them', () => {
    const storage = memory();
    const [here, there] = [createPins(storage), createPins(storage)];
    there.getState().toggle('other', 2);
    here.getState().toggle('emoji', 7);
    expect(createPins(storage).getState().rows).toEqual({ emoji: [7], other: [2] });
  });

  it('begin anew where what was kept is damaged or nothing can be kept', () => {
    for (const damaged of ['{', '7', 'null', '{"emoji": ["a"]}']) expect(createPins(memory(damaged)).getState().rows).toEqual({});
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('no room');
      },
    };
    const pins = createPins(full);
    pins.getState().toggle('emoji', 1);
    expect(pins.getState().rows).toEqual({ emoji: [1] });
  });

  it('are bounded: the oldest goes', () => {
    const { getState } = createPins(undefined);
    for (let row = 0; row <= MOST_PINS; row++) getState().toggle('emoji', row);
    expect(getState().rows.emoji).toHaveLength(MOST_PINS);
    expect(getState().rows.emoji).not.toContain(0);
  });
});
