import { shallowReactive } from 'vue';
import { recall, remember } from '../stores/storage.ts';
import { keyPlaces, type KeyPlace } from './key-places.ts';

/** What identifies an action to the keyboard map: where it belongs and what it does. */
export interface KeyedAction {
  group: string;
  label: string;
  keys: readonly string[];
}

const isChords = (value: unknown): value is Record<string, string[]> =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(
    (keys) => Array.isArray(keys) && keys.every((key: unknown) => typeof key === 'string'),
  );

const nameOf = ({ group, label }: Pick<KeyedAction, 'group' | 'label'>): string => `${group}\n${label}`;

/** A person's own keys by action; what is not in it keeps its usual ones. */
const rebound = shallowReactive(new Map(Object.entries(recall('keys', {}, isChords))));

/** Every action of the page that has keys, with its usual ones, place after place. */
export const allActions: readonly KeyedAction[] = Object.values<KeyPlace>(keyPlaces).flatMap(
  ({ group, actions }) =>
    Object.values(actions)
      .flat()
      .map(({ label, keys }) => ({ group, label, keys })),
);
/** Groups whose keys count beside those of other places. */
const shared = new Set([keyPlaces.everywhere.group, keyPlaces.viewer.group]);

/** The keys that trigger an action now. */
export function keysOf(action: KeyedAction): readonly string[] {
  return rebound.get(nameOf(action)) ?? action.keys;
}

export function isRebound(action: KeyedAction): boolean {
  return rebound.has(nameOf(action));
}

/** Gives an action one key of its own, or its usual ones again with null. */
export function rebind(action: KeyedAction, key: string | null): void {
  if (key === null || (action.keys.length === 1 && action.keys[0] === key)) rebound.delete(nameOf(action));
  else rebound.set(nameOf(action), [key]);
  remember('keys', Object.fromEntries(rebound));
}

export function resetKeys(): void {
  rebound.clear();
  remember('keys', {});
}

/** Another action that a key already triggers in the same place, everywhere or in viewers; null where it is free. */
export function conflictOf(action: KeyedAction, key: string): KeyedAction | null {
  const near = ({ group }: KeyedAction): boolean =>
    group === action.group || shared.has(group) || shared.has(action.group);
  return (
    allActions.find((other) => {
      const same = nameOf(other) === nameOf(action);
      return !same && near(other) && keysOf(other).includes(key);
    }) ?? null
  );
}

const modifiers = new Set(['Control', 'Meta', 'Shift', 'Alt', 'AltGraph', 'CapsLock', 'Dead', 'Process']);

/** A pressed key as actions name it: `f`, `B`, `ArrowLeft`, `Ctrl+k`; empty for a modifier alone. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): string {
  if (modifiers.has(event.key)) return '';
  const isLetter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  // Caps lock is no shift.
  const key = isLetter && !event.shiftKey ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl+${key}` : key;
}

const names: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'Space',
  Escape: 'Esc',
};

/** A key as it is printed on a keyboard: `F`, `⇧ B`, `Ctrl K`. */
export function keyName(chord: string): string {
  if (chord.startsWith('Ctrl+') && chord.length > 5) return `Ctrl ${keyName(chord.slice(5))}`;
  if (chord.startsWith('Shift+')) return `⇧ ${keyName(chord.slice(6))}`;
  const isLetter = chord.length === 1 && chord.toLowerCase() !== chord.toUpperCase();
  if (isLetter) return chord === chord.toLowerCase() ? chord.toUpperCase() : `⇧ ${chord}`;
  return names[chord] ?? chord;
}
