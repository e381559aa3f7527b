import { beforeEach, describe, expect, it } from 'vitest';
import {
  chordOf,
  conflictOf,
  keyName,
  keysOf,
  noteActions,
  rebind,
  resetKeys,
} from '../../../../renderer/ui/key-map.ts';

const press = (key: string, held: { ctrl?: boolean; shift?: boolean } = {}): string =>
  chordOf({ key, ctrlKey: held.ctrl ?? false, metaKey: false, shiftKey: held.shift ?? false });

describe('a pressed key', () => {
  it('is the same with caps lock, another with shift, a chord with Ctrl', () => {
    expect(press('B')).toBe('b');
    expect(press('B', { shift: true })).toBe('B');
    expect(press('?', { shift: true })).toBe('?');
    expect(press('k', { ctrl: true })).toBe('Ctrl+k');
    expect(press('Control', { ctrl: true })).toBe('');
  });

  it('reads as it is printed', () => {
    expect(['f', 'B', ' ', 'ArrowLeft', 'Ctrl+k', 'Escape'].map(keyName)).toEqual([
      'F',
      '⇧ B',
      'Space',
      '←',
      'Ctrl K',
      'Esc',
    ]);
  });
});

describe('the keyboard map', () => {
  const blink = { group: 'Compare', label: 'Blink', keys: ['b'] };
  const fit = { group: 'Compare', label: 'Fit', keys: ['f', 'F'] };
  const next = { group: 'Data', label: 'Next', keys: ['n'] };
  const palette = { group: 'Everywhere', label: 'Commands', keys: ['Ctrl+k'] };
  beforeEach(() => {
    resetKeys();
    noteActions([blink, fit, next, palette]);
  });

  it('gives an action one key of its own, and its usual ones back', () => {
    rebind(fit, 'x');
    expect(keysOf(fit)).toEqual(['x']);
    expect(keysOf({ ...fit })).toEqual(['x']);
    expect(keysOf(blink)).toEqual(['b']);
    rebind(fit, null);
    expect(keysOf(fit)).toEqual(['f', 'F']);
  });

  it('names the action that a key already has in the same place or everywhere, and no other', () => {
    expect(conflictOf(blink, 'f', 'Everywhere')).toMatchObject({ label: 'Fit' });
    expect(conflictOf(blink, 'Ctrl+k', 'Everywhere')).toMatchObject({ label: 'Commands' });
    expect(conflictOf(palette, 'n', 'Everywhere')).toMatchObject({ label: 'Next' });
    expect(conflictOf(blink, 'n', 'Everywhere')).toBeNull();
    expect(conflictOf(blink, 'b', 'Everywhere')).toBeNull();
    rebind(fit, 'x');
    expect(conflictOf(blink, 'f', 'Everywhere')).toBeNull();
  });
});
