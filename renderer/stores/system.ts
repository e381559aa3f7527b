import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { SystemInfo } from '../../electron/contract/system.ts';
import { useConnection } from '../client/current.ts';
import { useMessages } from './messages.ts';

/** The engine and the machine under it. */
export const useSystem = defineStore('system', () => {
  const connection = useConnection();
  const messages = useMessages();
  const info = shallowRef<SystemInfo | null>(null);
  const state = computed(() => connection.state.value);

  async function load(): Promise<void> {
    try {
      info.value = await connection.call('system.info', {});
    } catch (thrown) {
      messages.addError(thrown);
    }
  }

  connection.onReady(() => void load());
  connection.onEvent((event) => {
    if (event.name === 'log.message') messages.add(event.payload.level, event.payload.message);
    if (event.name !== 'engine.state' || event.payload.message === '') return;
    if (event.payload.state === 'restarting') messages.add('warning', event.payload.message);
    if (event.payload.state === 'failed') messages.add('error', event.payload.message);
  });

  return { info, state, load, retry: () => connection.retry() };
});
