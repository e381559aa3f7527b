import { onBeforeUnmount, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { ImageReference } from '../../../../electron/contract/datasets.ts';
import type { MethodResult } from '../../../../electron/contract/methods.ts';
import type { PreparedItemEntry } from '../../../../electron/contract/preparation-methods.ts';
import { useConnection } from '../../../client/current.ts';
import { usePreparation, type Preview } from '../../../stores/preparation.ts';
import { useProject } from '../../../stores/project.ts';
import { createTask, type Task } from '../../../stores/task.ts';

export type ShownImage = MethodResult<'preparation.show'>['pictures'][number];

/** What stands beside each other for one item; `recorded` is the input before it was laid on the target. */
export interface PairImages {
  target: ShownImage;
  input: ShownImage | null;
  recorded: ShownImage | null;
}

/** The input as it was before alignment or registration; null where nothing was done to it. */
export function recordedOf(image: ImageReference): ImageReference | null {
  if (image.kind === 'plane' && image.shift !== null) return { ...image, shift: null };
  if (image.kind === 'slice' && image.transform !== null) return { ...image, transform: null };
  return null;
}

const largest = 4096;

/** Gets the images of one item; those of an item that is no longer looked at are not waited for. */
export function usePairImages(
  item: Ref<PreparedItemEntry | null>,
  preview: Ref<Preview | null>,
): { images: ShallowRef<PairImages | null>; task: Task } {
  const connection = useConnection();
  const project = useProject();
  const preparation = usePreparation();
  const images = shallowRef<PairImages | null>(null);
  const task = createTask();

  async function load(): Promise<void> {
    const [one, folder] = [item.value, project.folder];
    if (!one || folder === null) return void (images.value = null);
    const recorded = one.input && recordedOf(one.input);
    const wanted = [one.target, one.input, recorded].filter((image) => image !== null);
    const classes = preview.value?.classes ?? [];
    const shown = await task.run((options) =>
      connection.call(
        'preparation.show',
        { project: folder, images: wanted, classes, maxSize: largest },
        options,
      ),
    );
    if (!shown || item.value !== one) return;
    const [target, input, before] = shown.pictures;
    if (!target) return;
    images.value = { target, input: input ?? null, recorded: (recorded && before) ?? null };
  }

  watch(item, () => void load(), { immediate: true });
  watch(
    () => preparation.id,
    () => (images.value = null),
  );
  onBeforeUnmount(() => task.cancel());
  return { images, task };
}
