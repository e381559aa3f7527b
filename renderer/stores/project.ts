import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { MethodResult } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { dataTexts, homeTexts } from '../texts/index.ts';
import { failureText } from '../ui/format.ts';
import { useMessages } from './messages.ts';
import { useRecent } from './recent.ts';
import { recall, remember } from './storage.ts';
import { useUndo } from './undo.ts';
import { createTask } from './task.ts';

export type OpenProject = MethodResult<'project.open'>;
/** What the pages of a file are that does not say it: time points, channels, slices. */
export type SourceAxis = 't' | 'c' | 'z' | null;

const isText = (value: unknown): value is string => typeof value === 'string';

/** The open project and those opened before. */
export const useProject = defineStore('project', () => {
  const connection = useConnection();
  const messages = useMessages();
  const current = shallowRef<OpenProject | null>(null);
  const recent = useRecent();
  const undo = useUndo();
  /** Files of the last adding that were not added, each with its reason. */
  const failures = shallowRef<readonly string[]>([]);
  /** Files of several pages that do not say what these are, and nobody has said it. */
  const unstated = shallowRef<readonly string[]>([]);
  /** Why files that were to be taken out stay. */
  const kept = shallowRef<readonly string[]>([]);
  /** Folders in a folder that was added, which have images of their own and were not added. */
  const inside = shallowRef<MethodResult<'project.addSources'>['inside']>([]);
  const task = createTask();
  const packing = createTask();
  /** True until a project was opened or closed here for the first time. */
  const firstLaunch = ref(recall<string | null>('openProject', null, isText) === null);

  const folder = computed(() => current.value?.folder ?? null);
  const photos = computed<readonly string[]>(() => current.value?.sources ?? []);
  const name = computed(() => current.value?.document.name ?? '');

  function adopt(opened: OpenProject | null): boolean {
    if (!opened) return false;
    firstLaunch.value = false;
    const { folder: path, document, sources } = opened;
    const another = current.value?.folder !== path;
    current.value = { folder: path, document, sources };
    if (another) {
      dismissInside();
      dismissKept();
      undo.clear();
      remember('openProject', path);
      void recent.remember(path);
    }
    return true;
  }

  async function open(path: string): Promise<boolean> {
    return adopt(await task.run((options) => connection.call('project.open', { folder: path }, options)));
  }

  async function openSample(sample: string): Promise<boolean> {
    return adopt(await task.run((options) => connection.call('project.openSample', { sample }, options)));
  }

  /** Opens a packed project into a new folder. */
  async function unpack(file: string, into: string): Promise<boolean> {
    return adopt(
      await task.run((options) => connection.call('project.unpack', { file, folder: into }, options)),
    );
  }

  /** Writes the open project as one file; null when cancelled or failed, and then there is none. */
  async function pack(file: string, runs: boolean): Promise<MethodResult<'project.pack'> | null> {
    const project = folder.value;
    if (project === null) return null;
    const packed = await packing.run((options) =>
      connection.call('project.pack', { project, file, runs }, options),
    );
    if (packed) messages.add('good', homeTexts.texts.packed(packed.file));
    return packed;
  }

  async function create(path: string, title: string): Promise<boolean> {
    return adopt(
      await task.run((options) => connection.call('project.create', { folder: path, name: title }, options)),
    );
  }

  /** Adds files and folders of photos; what could not be read is told file by file. */
  async function addPhotos(paths: readonly string[], axis: SourceAxis = null): Promise<boolean> {
    const project = folder.value;
    if (project === null || paths.length === 0) return false;
    const result = await task.run((options) =>
      connection.call('project.addSources', { project, paths: [...paths], axis }, options),
    );
    if (!result) return false;
    failures.value = result.failed.map(failureText);
    for (const text of failures.value) messages.add('warning', text);
    adopt(result);
    const stated = new Set(result.sources.filter((_, i) => result.document.sources[i]?.axis != null));
    const before = unstated.value.filter((file) => !result.unstated.includes(file));
    unstated.value = [...before, ...result.unstated].filter((file) => !stated.has(file));
    const isIn = (outer: string): boolean =>
      result.sources.some((file) => file.startsWith(outer) && /^[\\/]/.test(file.slice(outer.length)));
    inside.value = result.inside.filter((each) => !isIn(each.folder));
    return true;
  }

  /** Takes files off the project's list, which can be taken back; what a dataset is made of stays. */
  async function removePhotos(files: readonly string[]): Promise<boolean> {
    const project = folder.value;
    if (project === null || files.length === 0) return false;
    const axes = new Map(
      photos.value.map((file, i) => [file, current.value?.document.sources[i]?.axis ?? null]),
    );
    const result = await task.run((options) =>
      connection.call('project.removeSources', { project, files: [...files] }, options),
    );
    if (!result) return false;
    kept.value = result.failed.map(({ reason }) => reason);
    adopt(result);
    const { removed } = result;
    if (removed.length > 0) {
      undo.add(dataTexts.sourceTexts.removed(removed.length), async () => {
        for (const axis of new Set(removed.map((file) => axes.get(file) ?? null))) {
          await addPhotos(
            removed.filter((file) => (axes.get(file) ?? null) === axis),
            axis,
          );
        }
      });
    }
    return true;
  }

  /** Opens what was open before the page was loaded again. */
  async function reopen(): Promise<void> {
    const path = recall('openProject', '', isText);
    if (path !== '' && current.value === null) await open(path);
    task.clearError();
  }

  const dismissFailures = (): void => void (failures.value = []);
  const dismissUnstated = (): void => void (unstated.value = []);
  const dismissKept = (): void => void (kept.value = []);
  const dismissInside = (): void => void (inside.value = []);

  function close(): void {
    current.value = null;
    dismissFailures();
    dismissUnstated();
    dismissInside();
    dismissKept();
    undo.clear();
    remember('openProject', '');
  }

  return {
    current,
    folder,
    photos,
    name,
    failures,
    unstated,
    inside,
    kept,
    firstLaunch,
    task,
    packing,
    adopt,
    dismissFailures,
    dismissUnstated,
    dismissInside,
    dismissKept,
    open,
    openSample,
    unpack,
    pack,
    create,
    addPhotos,
    removePhotos,
    reopen,
    close,
  };
});
