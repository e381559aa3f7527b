import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { AbbeError } from '../../electron/contract/errors.ts';

export interface Message {
  id: number;
  level: 'info' | 'good' | 'warning' | 'error';
  text: string;
  time: Date;
}

const kept = 100;

/** What happened, newest first: the status bar shows the newest, its list the others. */
export const useMessages = defineStore('messages', () => {
  const list = shallowRef<readonly Message[]>([]);
  const latest = computed(() => list.value[0] ?? null);
  const unread = shallowRef(0);
  let lastId = 0;

  function add(level: Message['level'], text: string): void {
    lastId += 1;
    list.value = [{ id: lastId, level, text, time: new Date() }, ...list.value].slice(0, kept);
    unread.value += 1;
  }

  /** Adds an error's sentence; a cancelled call is what the person asked for and says nothing. */
  function addError(thrown: unknown): void {
    const error = AbbeError.wrap(thrown);
    if (error.code !== 'cancelled') add('error', error.message);
  }

  const markRead = (): void => void (unread.value = 0);
  return { list, latest, unread, add, addError, markRead };
});
