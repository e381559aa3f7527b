import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { DatasetItem, DatasetProblem, DatasetStatistics } from '../../electron/contract/datasets.ts';
import type { MethodResult } from '../../electron/contract/methods.ts';
import { useConnection } from '../client/current.ts';
import { useDataset } from './dataset.ts';
import {
  groupsOf,
  isFiltered,
  measuresOf,
  noFilter,
  shownItems,
  type GalleryFilter,
  type GalleryOrder,
} from './gallery-filter.ts';
import { choose, chooseAll, follow, move, noSelection, type SelectMode } from './gallery-selection.ts';
import { useProject } from './project.ts';
import { recall, remember } from './storage.ts';
import { createTask } from './task.ts';
import { createThumbnailLoader } from './thumbnail-loader.ts';

type Thumbnails = MethodResult<'dataset.thumbnails'>;
export type Side = 'input' | 'target';

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isView = (value: unknown): value is 'grid' | 'list' => value === 'grid' || value === 'list';

/** Sides of the pictures fetched, so that the slider does not fetch anew at every pixel. */
const sizes = [96, 160, 256, 384, 512];

/** The chosen dataset's items on the screen: which, in what order, which of them are chosen, and their pictures. */
export const useGallery = defineStore('gallery', () => {
  const connection = useConnection();
  const project = useProject();
  const dataset = useDataset();

  const filter = shallowRef<GalleryFilter>(noFilter);
  const order = shallowRef<GalleryOrder>({ by: 'order', descending: false });
  const view = ref(recall<'grid' | 'list'>('galleryView', 'grid', isView));
  const tile = ref(recall('galleryTile', 112, isNumber));
  const side = ref<Side>('target');
  const selection = shallowRef(noSelection);
  const statistics = shallowRef<DatasetStatistics | null>(null);
  const problems = shallowRef<readonly DatasetProblem[] | null>(null);
  const measuring = createTask();
  const checking = createTask();
  /** What black and white mean in the pictures; null: 8-bit values as they are. */
  const range = shallowRef<Thumbnails['range']>(null);

  const items = computed<readonly DatasetItem[]>(() => dataset.selected?.items ?? []);
  const byId = computed(() => new Map(items.value.map((item) => [item.id, item])));
  const measures = computed(() => (dataset.selected ? measuresOf(dataset.selected, statistics.value) : []));
  const shown = computed(() => shownItems(items.value, filter.value, order.value, measures.value));
  const shownIds = computed(() => shown.value.map(({ id }) => id));
  const filtered = computed(() => isFiltered(filter.value));
  const cursor = computed(() => byId.value.get(selection.value.cursor ?? '') ?? null);
  const chosen = computed(() => items.value.filter(({ id }) => selection.value.ids.has(id)));
  /** Labels and tags in use, most used first. */
  const labels = computed(() => counted(items.value.map(({ label }) => label)));
  const tags = computed(() => counted(items.value.flatMap((item) => item.tags)));
  const groups = computed(() => counted(items.value.flatMap(groupsOf)));
  const troubled = computed(
    () => new Set((problems.value ?? []).flatMap((found) => (found.severity === 'error' ? found.items : []))),
  );

  /** A label's number stays while one works: newly used ones come behind those that were there. */
  const classes = shallowRef<readonly string[]>([]);
  watch(
    [() => dataset.selectedId, labels],
    ([id, used], [before]) => {
      const known = id === before ? classes.value : [];
      const names = used.map(({ name }) => name).filter((name): name is string => name !== null);
      classes.value = [...known, ...names.filter((name) => !known.includes(name)).sort()];
    },
    { immediate: true },
  );

  const pictureSize = computed(() => {
    const ratio = typeof devicePixelRatio === 'number' ? devicePixelRatio : 1;
    return sizes.find((size) => size >= tile.value * ratio) ?? 512;
  });
  const thumbnails = createThumbnailLoader({
    fetch: async (ids, signal) => {
      const id = dataset.selectedId;
      if (project.folder === null || id === null) return new Map();
      const of = { project: project.folder, dataset: id, of: side.value, size: pictureSize.value };
      const found = await connection.call('dataset.thumbnails', { ...of, items: [...ids] }, { signal });
      range.value = found.range;
      return new Map(found.thumbnails.map(({ item, pixels, error }) => [item, { pixels, error }]));
    },
  });

  watch([() => dataset.selectedId, () => project.folder], () => {
    filter.value = noFilter;
    order.value = { by: 'order', descending: false };
    selection.value = noSelection;
    statistics.value = null;
    problems.value = null;
    measuring.cancel();
    checking.cancel();
  });
  watch([() => dataset.selectedId, side, pictureSize], () => thumbnails.clear());
  watch(shownIds, (now, before) => (selection.value = follow(selection.value, before, now)));
  watch(view, (value) => remember('galleryView', value));
  watch(tile, (value) => remember('galleryTile', value));
  connection.onReady(() => thumbnails.retry());

  /** What a check found holds for the splits and inclusions that it saw. */
  watch(
    () => dataset.selected?.edits.at(-1)?.time,
    () => {
      if (problems.value) void check();
    },
  );

  const reference = (): { project: string; dataset: string } | null =>
    project.folder !== null && dataset.selectedId !== null
      ? { project: project.folder, dataset: dataset.selectedId }
      : null;

  async function measure(): Promise<void> {
    const of = reference();
    if (!of) return;
    const found = await measuring.run((options) => connection.call('dataset.statistics', of, options));
    if (found && of.dataset === dataset.selectedId) statistics.value = found;
  }

  async function check(): Promise<void> {
    const of = reference();
    if (!of) return;
    const found = await checking.run((options) => connection.call('dataset.check', of, options));
    if (found && of.dataset === dataset.selectedId) problems.value = found.problems;
  }

  const setFilter = (change: Partial<GalleryFilter>): void =>
    void (filter.value = { ...filter.value, ...change });
  const clearFilter = (): void => void (filter.value = noFilter);
  const pick = (id: string, mode: SelectMode): void =>
    void (selection.value = choose(selection.value, shownIds.value, id, mode));
  const step = (by: number, extend = false): void =>
    void (selection.value = move(selection.value, shownIds.value, by, extend));
  const pickAll = (): void => void (selection.value = chooseAll(selection.value, shownIds.value));
  const pickNone = (): void => void (selection.value = noSelection);
  const addClass = (name: string): void => {
    if (!classes.value.includes(name)) classes.value = [...classes.value, name];
  };

  return {
    filter,
    order,
    view,
    tile,
    side,
    selection,
    statistics,
    problems,
    troubled,
    measuring,
    checking,
    range,
    items,
    byId,
    measures,
    shown,
    shownIds,
    filtered,
    cursor,
    chosen,
    labels,
    tags,
    groups,
    classes,
    thumbnails,
    measure,
    check,
    setFilter,
    clearFilter,
    pick,
    step,
    pickAll,
    pickNone,
    addClass,
  };
});

export interface Counted<T> {
  name: T;
  count: number;
}

function counted<T>(names: readonly T[]): Counted<T>[] {
  const counts = new Map<T, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}
