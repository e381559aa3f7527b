import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { Classification, ClassifiedInput } from '../../electron/contract/classification.ts';
import type { CatalogueEntry, MethodPayload } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { applyTexts } from '../texts/index.ts';
import { useMessages } from './messages.ts';
import { useProject } from './project.ts';
import { useRun } from './run.ts';
import { createTask } from './task.ts';

/** A cell of a confusion matrix with the images in it. */
export interface OpenedCell {
  dataset: string;
  truth: string;
  predicted: string;
  items: readonly string[];
}

export type ClassificationRequest = Omit<MethodPayload<'classification.run'>, 'project'>;

const { classifyTexts } = applyTexts;

/** Classifiers trained and tested on images: what came of it, and the images behind a confusion matrix's cells. */
export const useClassification = defineStore('classification', () => {
  const connection = useConnection();
  const project = useProject();
  const messages = useMessages();
  const run = useRun();
  /** Newest first. */
  const list = shallowRef<readonly Classification[]>([]);
  const cell = shallowRef<OpenedCell | null>(null);
  const classifiers = shallowRef<readonly CatalogueEntry[]>([]);
  const loading = createTask();
  const opening = createTask();
  const running = createTask();

  async function load(): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const found = await loading.run((options) =>
      connection.call('classification.list', { project: folder }, options),
    );
    if (found && project.folder === folder) list.value = found.classifications.toReversed();
  }

  /** What a kind of images is called: a run by its name where it is still there. */
  function nameOf({ input, description }: Pick<ClassifiedInput, 'input' | 'description'>): string {
    const record = run.list.find(({ id }) => id === input);
    return record ? classifyTexts.result(run.nameOf(record)) : description;
  }

  /** Networks that sort images into classes, with their parameters. */
  async function loadClassifiers(): Promise<void> {
    if (classifiers.value.length > 0) return;
    const found = await loading.run((options) => connection.call('classifier.list', {}, options));
    if (found) classifiers.value = found.classifiers;
  }

  /** Trains and tests a classifier on each input; cancelled, nothing is written. The id of what was found. */
  async function classify(request: ClassificationRequest): Promise<string | null> {
    const folder = project.folder;
    if (folder === null) return null;
    const made = await running.run((options) =>
      connection.call('classification.run', { project: folder, ...request }, options),
    );
    if (project.folder !== folder) return null;
    if (!made && running.error === '') messages.add('info', classifyTexts.cancelled);
    if (!made) return null;
    messages.add('good', classifyTexts.done(made.inputs.length));
    list.value = [made, ...list.value];
    return made.id;
  }

  /** Opens the test images of a cell; `id` is the pair of classes as the plot names it. */
  async function open(
    { id: classification, dataset }: Classification,
    input: string,
    id: string,
  ): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const [truth, predicted] = JSON.parse(id) as [string, string];
    const found = await opening.run((options) =>
      connection.call('classification.predictions', { project: folder, classification }, options),
    );
    if (!found || project.folder !== folder) return;
    const items = found.predictions
      .filter((each) => each.split === 'test' && each.input === input)
      .filter((each) => each.truth === truth && each.predicted === predicted)
      .map(({ item }) => item);
    cell.value = { dataset, truth, predicted, items: [...new Set(items)] };
  }

  watch(
    () => project.folder,
    () => {
      list.value = [];
      cell.value = null;
      running.cancel();
    },
  );
  return {
    list,
    cell,
    classifiers,
    loading,
    opening,
    running,
    nameOf,
    load,
    loadClassifiers,
    classify,
    open,
  };
});
