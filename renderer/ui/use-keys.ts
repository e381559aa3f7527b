import { onBeforeUnmount, onMounted, shallowReactive } from 'vue';
import { chordOf, keysOf } from './key-map.ts';
import type { KeyEntry, KeyPlace } from './key-places.ts';

export interface KeyAction extends KeyEntry {
  group: string;
  run(): void;
}

/** Every action that a key triggers now; the sheet of keys and the command palette show this list. */
export const activeKeys = shallowReactive<KeyAction[]>([]);

/**
 * Gives the keys of a place their work while the calling component is shown. Of an action with several entries
 * the work is told which one, from 0.
 */
export function useKeys<Id extends string>(
  place: KeyPlace<Id>,
  work: Readonly<Record<Id, (at: number) => unknown>>,
): void {
  const actions = Object.entries<KeyEntry | readonly KeyEntry[]>(place.actions).flatMap(([id, entries]) =>
    [entries].flat().map((entry, at) => ({
      ...entry,
      group: place.group,
      run: () => void work[id as Id](at),
    })),
  );
  onMounted(() => activeKeys.push(...actions));
  onBeforeUnmount(() => {
    for (const action of actions) {
      const index = activeKeys.indexOf(action);
      if (index >= 0) activeKeys.splice(index, 1);
    }
  });
}

const typing = 'input, select, textarea, [contenteditable=true], [role=slider]';
const controls = 'button, a, summary, [role=button], [role=checkbox], [role=switch], [role=tab]';
/** Lists whose entries are chosen by keys: there Space is the action's, as in a gallery. */
const lists = '[role=listbox], [role=grid]';

/** Runs the action of a pressed key. Typing in an input and open dialogs are left alone but for `anywhere`. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const busy = target?.closest(typing) != null || document.querySelector('[aria-modal=true]') !== null;
  const may = activeKeys.filter((entry) => !busy || entry.anywhere);
  const action = actionFor(may, event);
  if (!action || pressesControl(target, event.key)) return;
  event.preventDefault();
  action.run();
}

/** Shift with an arrow is the arrow's action where it has none of its own: galleries choose more with it. */
function actionFor(actions: readonly KeyAction[], event: KeyboardEvent): KeyAction | undefined {
  const chord = chordOf(event);
  const chords = event.shiftKey && event.key.length > 1 ? [`Shift+${chord}`, chord] : [chord];
  for (const each of chords) {
    const fitting = actions.filter((entry) => keysOf(entry).includes(each));
    const action = fitting.find((entry) => !entry.fallback) ?? fitting[0];
    if (action) return action;
  }
  return undefined;
}

/** Space and Enter on a focused control are its own. */
function pressesControl(target: HTMLElement | null, key: string): boolean {
  if (key !== ' ' && key !== 'Enter') return false;
  return target?.closest(controls) != null && target.closest(lists) === null;
}
