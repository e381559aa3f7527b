import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';
import { recall, remember } from './storage.ts';

export const levels = ['info', 'good', 'warning', 'error'] as const;
export type Level = (typeof levels)[number];

export interface Message {
  id: number;
  level: Level;
  text: string;
  time: Date;
  /** It was said before this window was opened. */
  earlier: boolean;
}

type Stored = { level: Level; text: string; time: string };

const kept = 500;
const savedAfterMs = 400;

const isStored = (value: unknown): value is Stored[] =>
  Array.isArray(value) &&
  value.every(
    (entry: unknown) =>
      typeof entry === 'object' &&
      entry !== null &&
      'level' in entry &&
      levels.some((level) => level === entry.level) &&
      'text' in entry &&
      typeof entry.text === 'string' &&
      'time' in entry &&
      typeof entry.time === 'string',
  );

/**
 * What happened, newest first: the status bar shows the newest, its list those of this session, the activity log
 * all of them. The last 500 are kept over sessions.
 */
export const useMessages = defineStore('messages', () => {
  const before = recall<Stored[]>('activity', [], isStored);
  let lastId = before.length;
  const log = shallowRef<readonly Message[]>(
    before.map((entry, at) => ({
      ...entry,
      id: lastId - at,
      time: new Date(entry.time),
      earlier: true,
    })),
  );
  const list = computed(() => log.value.filter((message) => !message.earlier));
  const latest = computed(() => list.value[0] ?? null);
  const unread = shallowRef(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function save(): void {
    clearTimeout(timer);
    timer = undefined;
    remember(
      'activity',
      log.value.map(({ level, text, time }) => ({ level, text, time: time.toISOString() })),
    );
  }

  function add(level: Level, text: string): void {
    lastId += 1;
    const message = { id: lastId, level, text, time: new Date(), earlier: false };
    log.value = [message, ...log.value].slice(0, kept);
    // A note asks for nobody: it is there when one looks.
    if (level !== 'info') unread.value += 1;
    // Many files may fail in one moment; they are written together.
    timer ??= setTimeout(save, savedAfterMs);
  }

  /** Adds an error's sentence; a cancelled call is what the person asked for and says nothing. */
  function addError(thrown: unknown): void {
    const error = AbbeError.wrap(thrown);
    if (error.code !== 'cancelled') add('error', error.message);
  }

  function clear(): void {
    log.value = [];
    unread.value = 0;
    save();
  }

  if (typeof window !== 'undefined') window.addEventListener('pagehide', () => timer && save());
  const markRead = (): void => void (unread.value = 0);
  return { log, list, latest, unread, add, addError, markRead, clear };
});
