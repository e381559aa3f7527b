import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { MethodResult } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { joinPath } from '../ui/format.ts';
import { useProject } from './project.ts';
import { createTask } from './task.ts';

export type Application = MethodResult<'run.apply'>;

/** A trained run on photos of any size: which files, where to, and what came of it. */
export const useApplication = defineStore('application', () => {
  const connection = useConnection();
  const project = useProject();
  const files = shallowRef<readonly string[]>([]);
  const output = shallowRef('');
  const result = shallowRef<Application | null>(null);
  const task = createTask();

  function addFiles(paths: readonly string[]): void {
    files.value = [...new Set([...files.value, ...paths])];
  }

  function removeFile(path: string): void {
    files.value = files.value.filter((file) => file !== path);
  }

  const clear = (): void => void (files.value = []);
  const setOutput = (folder: string): void => void (output.value = folder);

  async function apply(run: string): Promise<void> {
    const folder = project.folder;
    if (folder === null || files.value.length === 0 || output.value === '') return;
    result.value = null;
    const payload = { project: folder, run, files: [...files.value], output: output.value };
    result.value = await task.run((options) => connection.call('run.apply', payload, options));
  }

  watch(
    () => project.folder,
    (folder) => {
      files.value = [];
      result.value = null;
      // A place of its own inside the project, so that nobody's folder is written to by accident.
      output.value = folder === null ? '' : joinPath(folder, 'results');
    },
    { immediate: true },
  );

  return { files, output, result, task, addFiles, removeFile, clear, setOutput, apply };
});
