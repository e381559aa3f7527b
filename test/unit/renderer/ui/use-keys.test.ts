import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { activeKeys, handleKey } from '../../../../renderer/ui/use-keys.ts';

/** What the page's elements are to the handler: what encloses them. */
class FakeElement {
  readonly within: readonly string[];
  constructor(...within: string[]) {
    this.within = within;
  }
  closest(selector: string): FakeElement | null {
    return this.within.some((each) => selector.split(', ').includes(each)) ? this : null;
  }
}

const done: string[] = [];
const action = (name: string, ...keys: string[]) => ({
  label: name,
  group: 'Test',
  keys,
  run: () => void done.push(name),
});

/** Presses a key and tells what it did; empty where it was left to the page's elements. */
function press(key: string, held: { shiftKey?: boolean; target?: FakeElement } = {}): string[] {
  done.length = 0;
  const prevented = vi.fn();
  const event = { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, target: null };
  handleKey({ ...event, ...held, defaultPrevented: false, preventDefault: prevented } as never);
  expect(prevented).toHaveBeenCalledTimes(done.length);
  return [...done];
}

beforeEach(() => {
  vi.stubGlobal('HTMLElement', FakeElement);
  vi.stubGlobal('document', { querySelector: () => null });
});
afterEach(() => {
  activeKeys.splice(0);
  vi.unstubAllGlobals();
});

describe('a key that is pressed', () => {
  it('does with Shift what is bound to that, and else what an arrow does alone', () => {
    activeKeys.push(action('move', 'ArrowLeft'));
    expect(press('ArrowLeft', { shiftKey: true })).toEqual(['move']);
    activeKeys.push(action('grow', 'Shift+ArrowLeft'));
    expect(press('ArrowLeft', { shiftKey: true })).toEqual(['grow']);
    expect(press('ArrowLeft')).toEqual(['move']);
  });

  it('leaves Space and Enter to the control that has the focus, but for entries of lists', () => {
    activeKeys.push(action('toggle', ' '), action('next', 'n'));
    expect(press(' ')).toEqual(['toggle']);
    for (const control of ['button', '[role=checkbox]', '[role=switch]', '[role=tab]']) {
      expect(press(' ', { target: new FakeElement(control) })).toEqual([]);
      expect(press('n', { target: new FakeElement(control) })).toEqual(['next']);
    }
    expect(press(' ', { target: new FakeElement('button', '[role=grid]') })).toEqual(['toggle']);
    expect(press('n', { target: new FakeElement('input') })).toEqual([]);
  });

  it('does what the window does only where the place shown does nothing with it', () => {
    activeKeys.push({ ...action('window', 'z'), fallback: true });
    expect(press('z')).toEqual(['window']);
    activeKeys.push(action('place', 'z'));
    expect(press('z')).toEqual(['place']);
  });
});
