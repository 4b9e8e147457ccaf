import { describe, expect, it } from 'vitest';
import { KEY_COMMANDS, commandFor } from './keyboard';

const press = (key: string, inside = 'body', more = {}) =>
  commandFor({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    defaultPrevented: false,
    target: { closest: (selector: string) => selector.split(', ').includes(inside) || null } as unknown as EventTarget,
    ...more,
  })?.does;

describe('keys', () => {
  it('each do one thing', () => {
    expect(new Set(KEY_COMMANDS.map((command) => command.key)).size).toBe(KEY_COMMANDS.length);
    expect(press(' ')).toBe('Train or pause');
    expect(press('S')).toBe('One step');
    expect(press('x')).toBeUndefined();
  });

  it('leave typing, focused buttons and the browser’s own shortcuts alone', () => {
    expect(press('s', 'input')).toBeUndefined();
    expect(press(' ', 'select')).toBeUndefined();
    expect(press(' ', 'button')).toBeUndefined();
    expect(press('s', 'button')).toBe('One step');
    expect(press('s', 'body', { ctrlKey: true })).toBeUndefined();
    expect(press(' ', 'body', { defaultPrevented: true })).toBeUndefined();
    expect(press('s', '[data-layer]')).toBeUndefined();
  });
});
