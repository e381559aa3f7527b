import { onBeforeUnmount, onMounted, shallowReactive } from 'vue';
import { chordOf, keysOf, noteActions } from './key-map.ts';

export interface KeyAction {
  /** Values of `KeyboardEvent.key`, with `Ctrl+` before them for chords (Cmd on a Mac); any of them triggers. */
  keys: readonly string[];
  /** What it does, for the sheet of keys and the command palette. */
  label: string;
  /** The screen or place it belongs to; the sheet groups by it. */
  group: string;
  /** Also while one types in a field or a dialog is open. */
  anywhere?: boolean;
  /** Only where no other action has the key: what the window does unless the place it shows does it. */
  fallback?: boolean;
  run(): void;
}

/** Every action that a key triggers now; the sheet of keys and the command palette show this list. */
export const activeKeys = shallowReactive<KeyAction[]>([]);

/** Registers keys while the calling component is shown. */
export function useKeys(actions: readonly KeyAction[]): void {
  onMounted(() => {
    activeKeys.push(...actions);
    noteActions(actions);
  });
  onBeforeUnmount(() => {
    for (const action of actions) {
      const index = activeKeys.indexOf(action);
      if (index >= 0) activeKeys.splice(index, 1);
    }
  });
}

const typing = 'input, select, textarea, [contenteditable=true], [role=slider]';
const controls = 'button, a, summary, [role=button], [role=switch], [role=tab]';
/** Lists whose entries are chosen by keys: there Space is the action's, as in a gallery. */
const lists = '[role=listbox], [role=grid]';

/** Runs the action of a pressed key. Typing in an input and open dialogs are left alone but for `anywhere`. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const busy = target?.closest(typing) != null || document.querySelector('[aria-modal=true]') !== null;
  const chord = chordOf(event);
  const fitting = activeKeys.filter((entry) => (!busy || entry.anywhere) && keysOf(entry).includes(chord));
  const action = fitting.find((entry) => !entry.fallback) ?? fitting[0];
  if (!action || pressesControl(target, event.key)) return;
  event.preventDefault();
  action.run();
}

/** Space and Enter on a focused control are its own. */
function pressesControl(target: HTMLElement | null, key: string): boolean {
  if (key !== ' ' && key !== 'Enter') return false;
  return target?.closest(controls) != null && target.closest(lists) === null;
}
