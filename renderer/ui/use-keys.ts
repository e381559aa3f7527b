import { onBeforeUnmount, onMounted, shallowReactive } from 'vue';

export interface KeyAction {
  /** Values of `KeyboardEvent.key`; any of them triggers. */
  keys: readonly string[];
  /** What it does, for the sheet of keys. */
  label: string;
  /** The screen or place it belongs to; the sheet groups by it. */
  group: string;
  run(): void;
}

/** Every action that a key triggers now; the sheet of keys shows this list. */
export const activeKeys = shallowReactive<KeyAction[]>([]);

/** Registers single-key actions while the calling component is shown. */
export function useKeys(actions: readonly KeyAction[]): void {
  onMounted(() => activeKeys.push(...actions));
  onBeforeUnmount(() => {
    for (const action of actions) {
      const index = activeKeys.indexOf(action);
      if (index >= 0) activeKeys.splice(index, 1);
    }
  });
}

/** Runs the action of a pressed key. Typing in an input, modifier keys and open dialogs are left alone. */
export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target?.closest('input, select, textarea, dialog[open]')) return;
  const action = activeKeys.find((entry) => entry.keys.includes(event.key));
  if (!action) return;
  event.preventDefault();
  action.run();
}

const names: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'Space',
};

/** A key as it is printed on a keyboard. */
export function keyName(key: string): string {
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
