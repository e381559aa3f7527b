import { beforeEach, describe, expect, it } from 'vitest';
import {
  allActions,
  chordOf,
  conflictOf,
  keyName,
  keysOf,
  rebind,
  resetKeys,
  type KeyedAction,
} from '../../../../renderer/ui/key-map.ts';
import { keyPlaces, type KeyPlace } from '../../../../renderer/ui/key-places.ts';
import { keysTexts } from '../../../../renderer/texts/index.ts';

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
    expect(['f', 'B', ' ', 'Shift+ArrowLeft', 'Ctrl+k', 'Escape'].map(keyName)).toEqual([
      'F',
      '⇧ B',
      'Space',
      '⇧ ←',
      'Ctrl K',
      'Esc',
    ]);
  });
});

describe('the keyboard map', () => {
  const find = (group: string, label: string): KeyedAction => {
    const found = allActions.find((action) => action.group === group && action.label === label);
    expect(found, `${group}: ${label}`).toBeDefined();
    return found as KeyedAction;
  };
  const blink = find('Compare', 'Blink');
  const zoomIn = find('Viewer', 'Zoom in');
  const palette = find('Everywhere', 'Commands');
  beforeEach(resetKeys);

  it('knows the keys of every place before any was opened, each action by a name of its own', () => {
    expect(new Set(allActions.map(({ group }) => group))).toEqual(new Set(Object.values(keysTexts.groups)));
    const names = allActions.map(({ group, label }) => `${group}: ${label}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(allActions.every(({ keys, label }) => keys.length > 0 && label !== '')).toBe(true);
  });

  it('has no key twice within a place, nor within one and what counts everywhere but for taking back', () => {
    const clashes = Object.values<KeyPlace>(keyPlaces).flatMap(({ group, actions }) => {
      const keys = Object.values(actions)
        .flat()
        .flatMap((entry) => entry.keys);
      return keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `${group}: ${key}`);
    });
    expect(clashes).toEqual([]);
    expect(
      allActions.filter((action) => action.keys.some((key) => key === '?' || key === 'Ctrl+k')),
    ).toHaveLength(2);
  });

  it('gives an action one key of its own, and its usual ones back', () => {
    rebind(zoomIn, 'x');
    expect(keysOf(zoomIn)).toEqual(['x']);
    expect(keysOf({ ...zoomIn })).toEqual(['x']);
    expect(keysOf(blink)).toEqual(['b']);
    rebind(zoomIn, null);
    expect(keysOf(zoomIn)).toEqual(['+', '=']);
  });

  it('names the action that a key already has in the same place, everywhere or in viewers, and no other', () => {
    expect(conflictOf(blink, 's')).toMatchObject({ label: 'Swipe' });
    expect(conflictOf(blink, 'f')).toMatchObject({ group: 'Viewer', label: 'Fit' });
    expect(conflictOf(blink, 'Ctrl+k')).toMatchObject({ label: 'Commands' });
    expect(conflictOf(palette, 'n')).not.toBeNull();
    expect(conflictOf(blink, 'n')).toBeNull();
    expect(conflictOf(blink, 'b')).toBeNull();
    rebind(find('Compare', 'Swipe'), 'x');
    expect(conflictOf(blink, 's')).toBeNull();
  });
});
