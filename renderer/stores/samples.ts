import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { SampleEntry } from '../../electron/contract/project-methods.ts';
import { useConnection } from '../client/current.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';

/** The sample projects of this installation, one a paper. */
export const useSamples = defineStore('samples', () => {
  const connection = useConnection();
  const messages = useMessages();
  const project = useProject();
  const list = shallowRef<readonly SampleEntry[]>([]);

  async function load(): Promise<void> {
    try {
      list.value = (await connection.call('sample.list', {})).samples;
    } catch (thrown) {
      messages.addError(thrown);
    }
  }

  connection.onReady(() => void load());
  // One that was opened for the first time has its folder now.
  watch(
    () => project.folder,
    (folder) => {
      if (folder !== null && list.value.length > 0) void load();
    },
  );
  return { list };
});
