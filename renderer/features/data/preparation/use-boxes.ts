import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { DatasetDocument } from '../../../../electron/contract/datasets.ts';
import { useConnection } from '../../../client/current.ts';
import type { EditBox } from '../../../stores/box-edits.ts';
import { useDataset } from '../../../stores/dataset.ts';
import { largeSize, usePhoto, type PhotoView } from '../../../stores/photo.ts';
import { useProject } from '../../../stores/project.ts';
import { createTask, type Task } from '../../../stores/task.ts';

const byHandTag = 'by hand';

export interface BoxStore {
  /** Whether the chosen dataset is made of boxes in photos. */
  available: ComputedRef<boolean>;
  files: ComputedRef<readonly string[]>;
  file: ComputedRef<string | null>;
  picture: ComputedRef<PhotoView | null>;
  trouble: ComputedRef<string>;
  size: ComputedRef<{ width: number; height: number } | null>;
  list: ComputedRef<readonly EditBox[]>;
  kept: ComputedRef<number>;
  byHand: ComputedRef<number>;
  canUndo: ComputedRef<boolean>;
  canRedo: ComputedRef<boolean>;
  task: Task;
  choose(file: string): void;
  save(next: readonly EditBox[]): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
}

/** The boxes that a dataset has in one photo. */
export function boxesOf(dataset: DatasetDocument | null, file: string | null): EditBox[] {
  return (dataset?.items ?? []).flatMap(({ id, target, included, tags }) => {
    if (target.kind !== 'plane' || target.source !== file || target.box === null) return [];
    return [{ ...target.box, item: id, included, byHand: tags.includes(byHandTag) }];
  });
}

/** Boxes of the chosen dataset, photo by photo. What is drawn shows at once and is stored one edit after another. */
export function useBoxes(): BoxStore {
  const connection = useConnection();
  const dataset = useDataset();
  const project = useProject();
  const photo = usePhoto();
  const chosen = ref<string | null>(null);
  /** What was drawn and is on its way to the engine. */
  const pending: Ref<readonly EditBox[] | null> = shallowRef(null);
  const task = createTask();
  let turn: Promise<unknown> = Promise.resolve();

  const available = computed(
    () =>
      dataset.selected !== null &&
      dataset.selected.items.every(({ target, input }) => target.kind === 'plane' && input === null),
  );
  const files = computed(() => project.photos);
  const file = computed(() => chosen.value ?? files.value[0] ?? null);
  const slot = computed(() => (file.value === null ? null : photo.picture(file.value, largeSize)));
  const picture = computed(() => slot.value?.view ?? null);
  const size = computed(() => picture.value?.info ?? null);
  const list = computed(() => pending.value ?? boxesOf(dataset.selected, file.value));

  watch(
    [file, slot],
    ([path, now]) => {
      if (path !== null && !now) photo.want(path, largeSize);
    },
    { immediate: true },
  );

  /** One after another: each edit names the items that the one before has made. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const next = turn.then(work, work);
    turn = next;
    return next;
  }

  async function store(next: readonly EditBox[]): Promise<void> {
    const [folder, one, path] = [project.folder, dataset.selected, file.value];
    if (folder === null || one === null || path === null) return;
    const boxes = next.map(({ item, x, y, width, height }) => ({ item, x, y, width, height }));
    const payload = { project: folder, dataset: one.id, file: path, boxes };
    await task.run((options) => connection.call('dataset.setBoxes', payload, options));
    await dataset.refresh(one.id);
    pending.value = null;
  }

  return {
    available,
    files,
    file,
    picture,
    trouble: computed(() => slot.value?.error ?? ''),
    size,
    list,
    kept: computed(() => list.value.filter(({ included }) => included).length),
    byHand: computed(() => list.value.filter(({ byHand }) => byHand).length),
    canUndo: computed(() => (dataset.selected?.edits.length ?? 0) > 0),
    canRedo: computed(() => (dataset.selected?.undone.length ?? 0) > 0),
    task,
    choose: (path) => {
      pending.value = null;
      chosen.value = path;
    },
    async save(next) {
      // What was drawn before must be named by the engine before more is drawn upon it.
      await turn;
      pending.value = next;
      await inTurn(() => store(next));
    },
    undo: () => inTurn(async () => void (await dataset.undo())),
    redo: () => inTurn(async () => void (await dataset.redo())),
  };
}
