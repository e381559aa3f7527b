import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { RecentProject } from '../../electron/contract/workstation-methods.ts';
import { useConnection } from '../client/current.ts';
import { useMessages } from './messages.ts';

/** Projects opened before, kept by the engine in the user's data folder: the same in a window and in a browser. */
export const useRecent = defineStore('recent', () => {
  const connection = useConnection();
  const messages = useMessages();
  const list = shallowRef<readonly RecentProject[]>([]);

  async function take(answer: Promise<{ projects: RecentProject[] }>): Promise<void> {
    try {
      list.value = (await answer).projects;
    } catch (thrown) {
      messages.addError(thrown);
    }
  }

  const load = (): Promise<void> => take(connection.call('project.recent', {}));
  const remember = (folder: string): Promise<void> => take(connection.call('project.remember', { folder }));
  const forget = (folder: string): Promise<void> => take(connection.call('project.forget', { folder }));

  connection.onReady(() => void load());
  return { list, load, remember, forget };
});
