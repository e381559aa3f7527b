import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { ExportedModel, ModelLicence } from '../../electron/contract/export-methods.ts';
import { modelLicences } from '../../electron/contract/export-methods.ts';
import { useConnection } from '../client/current.ts';
import { modelsTexts } from '../texts/index.ts';
import { usePicker } from './picker.ts';
import { useProject } from './project.ts';
import { recall, remember } from './storage.ts';
import { createTask } from './task.ts';

const isText = (value: unknown): value is string => typeof value === 'string';
const isLicence = (value: unknown): value is ModelLicence | null =>
  value === null || modelLicences.some((licence) => licence === value);

/** Runs as models for other programs. Who made them and under which licence is asked once. */
export const useModelExport = defineStore('model-export', () => {
  const connection = useConnection();
  const picker = usePicker();
  const project = useProject();
  const task = createTask();
  const author = ref(recall('model-author', '', isText));
  const licence = ref<ModelLicence | null>(recall('model-licence', null, isLicence));
  /** Sides of the images that the network takes (px); null: as Abbe itself would give them to it. */
  const side = ref<number | null>(null);
  /** The run of the task, and of what was written last. */
  const runId = ref<string | null>(null);
  const made = shallowRef<ExportedModel | null>(null);

  watch(author, (name) => remember('model-author', name));
  watch(licence, (name) => remember('model-licence', name));

  /** Asks where to, and writes the run's model there. */
  async function write(run: string): Promise<void> {
    const { texts } = modelsTexts;
    const format = { name: texts.exportFormat, extensions: ['zip'] };
    const output = await picker.save(texts.pickExport, `model-${run}.zip`, format);
    if (output === null || project.folder === null) return;
    runId.value = run;
    made.value = null;
    const authors = author.value
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const size = side.value === null ? null : { width: side.value, height: side.value };
    const payload = { project: project.folder, run, output, size, authors, licence: licence.value };
    made.value = await task.run((options) => connection.call('run.export', payload, options));
  }

  return { task, author, licence, side, runId, made, write };
});
