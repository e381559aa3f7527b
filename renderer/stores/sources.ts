import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { MethodResult } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { dataTexts } from '../texts/index.ts';
import { fileName } from '../ui/format.ts';
import { choose, follow, move, noSelection, type SelectMode } from './gallery-selection.ts';
import { useMessages } from './messages.ts';
import { useProject, type SourceAxis } from './project.ts';
import { recall, remember } from './storage.ts';
import { createTask } from './task.ts';
import { createThumbnailLoader } from './thumbnail-loader.ts';

export type SourceThumb = MethodResult<'source.thumbnails'>['thumbnails'][number];
export type SourceState = 'fine' | 'missing' | 'changed';

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isView = (value: unknown): value is 'grid' | 'list' => value === 'grid' || value === 'list';
const sizes = [96, 160, 256, 384, 512];

/** The project's image files: what they are, how they look, and whether they are still there. */
export const useSources = defineStore('sources', () => {
  const { sourceTexts } = dataTexts;
  const connection = useConnection();
  const project = useProject();
  const messages = useMessages();

  const view = ref(recall<'grid' | 'list'>('sourcesView', 'list', isView));
  const tile = ref(recall('sourcesTile', 128, isNumber));
  const search = ref('');
  const selection = shallowRef(noSelection);
  const troubled = shallowRef<ReadonlyMap<string, SourceState>>(new Map());
  /** Whether the files were compared with what was added, since the project was opened. */
  const checked = ref(false);
  const checking = createTask();
  const relocating = createTask();

  /** By absolute path: what the pages are where a person said it, and the size where it is known. */
  const entries = computed(
    () =>
      new Map(
        project.photos.map((file, i) => {
          const entry = project.current?.document.sources[i];
          return [file, { axis: entry?.axis ?? null, bytes: entry?.bytes ?? null }];
        }),
      ),
  );
  const shown = computed(() => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return project.photos;
    return project.photos.filter((file) => words.every((word) => file.toLowerCase().includes(word)));
  });
  /** Files of one name in several folders are told apart by these. */
  const manyFolders = computed(
    () => new Set(project.photos.map((file) => file.slice(0, file.length - fileName(file).length))).size > 1,
  );
  const missing = computed(() => [...troubled.value].filter(([, state]) => state === 'missing').length);
  const changed = computed(() => [...troubled.value].filter(([, state]) => state === 'changed').length);
  const stateOf = (file: string): SourceState => troubled.value.get(file) ?? 'fine';

  const pictureSize = computed(() => {
    const ratio = typeof devicePixelRatio === 'number' ? devicePixelRatio : 1;
    return sizes.find((size) => size >= tile.value * ratio) ?? 512;
  });
  const thumbnails = createThumbnailLoader<SourceThumb>({
    batch: 8,
    fetch: async (files, signal) => {
      const sources = files.map((file) => ({ file, axis: entries.value.get(file)?.axis ?? null }));
      const found = await connection.call(
        'source.thumbnails',
        { sources, size: pictureSize.value },
        { signal },
      );
      return new Map(found.thumbnails.map((thumb) => [thumb.file, thumb]));
    },
  });

  watch(
    () => project.folder,
    () => {
      search.value = '';
      selection.value = noSelection;
      troubled.value = new Map();
      checked.value = false;
      checking.cancel();
    },
  );
  watch(shown, (now, before) => (selection.value = follow(selection.value, before, now)));
  watch([entries, pictureSize], () => thumbnails.clear());
  watch(view, (value) => remember('sourcesView', value));
  watch(tile, (value) => remember('sourcesTile', value));
  connection.onReady(() => thumbnails.retry());

  /** Compares every file with what it was when it was added. */
  async function check(): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const found = await checking.run((options) =>
      connection.call('project.check', { project: folder }, options),
    );
    if (!found) return;
    checked.value = true;
    troubled.value = new Map([
      ...found.missing.map((file) => [file, 'missing'] as const),
      ...found.changed.map((file) => [file, 'changed'] as const),
    ]);
    thumbnails.retry();
  }

  /** Looks for missing files in a folder by their content. */
  async function relocate(where: string): Promise<void> {
    const folder = project.folder;
    if (folder === null) return;
    const found = await relocating.run((options) =>
      connection.call('project.relocate', { project: folder, folders: [where] }, options),
    );
    if (!found) return;
    project.adopt(found);
    const still = new Set(found.missing);
    troubled.value = new Map(
      [...troubled.value].filter(([file, state]) => state !== 'missing' || still.has(file)),
    );
    messages.add(
      still.size === 0 ? 'good' : 'warning',
      sourceTexts.relocated(found.found.length, still.size),
    );
  }

  /** Says what the pages of files are that do not say it themselves. */
  const state = (files: readonly string[], axis: SourceAxis): Promise<boolean> =>
    project.addPhotos(files, axis);

  const pick = (file: string, mode: SelectMode): void =>
    void (selection.value = choose(selection.value, shown.value, file, mode));
  const step = (by: number): void => void (selection.value = move(selection.value, shown.value, by, false));

  return {
    view,
    tile,
    search,
    selection,
    shown,
    entries,
    manyFolders,
    checked,
    missing,
    changed,
    checking,
    relocating,
    thumbnails,
    stateOf,
    check,
    relocate,
    state,
    pick,
    step,
  };
});
