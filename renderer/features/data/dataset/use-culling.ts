import { onBeforeUnmount, onMounted } from 'vue';
import { useDataset } from '../../../stores/dataset.ts';
import { useGallery } from '../../../stores/gallery.ts';
import { dataTexts } from '../../../texts/index.ts';
import { useKeys } from '../../../ui/use-keys.ts';

export interface CullingPlace {
  /** How many items an arrow up or down moves, and a page. */
  perRow(): number;
  perPage(): number;
  /** Lets a person type tags, a search or the name of a class. */
  typeTags(): void;
  typeSearch(): void;
  typeClass(): void;
}

/** Sorting out by keyboard: every change is one edit of all that is chosen. */
export function useCulling(place: CullingPlace) {
  const { keyTexts: texts } = dataTexts;
  const gallery = useGallery();
  const dataset = useDataset();
  let shift = false;

  const ids = (): string[] => gallery.chosen.map(({ id }) => id);
  const step = (by: number): void => gallery.step(by, shift);

  /** Out where any of them is in; in again where all are out. */
  function toggle(): void {
    const included = !gallery.chosen.some((item) => item.included);
    void dataset.edit(ids(), { included });
  }

  function label(name: string | null): void {
    void dataset.edit(ids(), { label: name });
  }

  function labelByNumber(number: number): void {
    const name = gallery.classes[number - 1];
    if (name === undefined) place.typeClass();
    else if (gallery.chosen.length > 0) label(name);
  }

  /** What was changed back is chosen, so that one sees it. */
  async function travel(kind: 'undo' | 'redo'): Promise<void> {
    const changed = await dataset[kind]();
    const seen = changed.filter((id) => gallery.shownIds.includes(id));
    if (seen[0] === undefined) return;
    gallery.selection = { ids: new Set(seen), cursor: seen[0], anchor: seen[0] };
  }

  // Shift is no part of an arrow's name.
  const noteShift = (event: KeyboardEvent): void => void (shift = event.shiftKey);
  onMounted(() => window.addEventListener('keydown', noteShift, true));
  onBeforeUnmount(() => window.removeEventListener('keydown', noteShift, true));

  const group = texts.group;
  const numbers = Array.from({ length: 9 }, (_, i) => ({
    keys: [String(i + 1)],
    label: texts.label(i + 1),
    group,
    run: () => labelByNumber(i + 1),
  }));
  useKeys([
    { keys: ['ArrowRight'], label: texts.next, group, run: () => step(1) },
    { keys: ['ArrowLeft'], label: texts.previous, group, run: () => step(-1) },
    { keys: ['ArrowDown'], label: texts.down, group, run: () => step(place.perRow()) },
    { keys: ['ArrowUp'], label: texts.up, group, run: () => step(-place.perRow()) },
    { keys: ['PageDown'], label: texts.pageDown, group, run: () => step(place.perPage()) },
    { keys: ['PageUp'], label: texts.pageUp, group, run: () => step(-place.perPage()) },
    { keys: ['Home'], label: texts.first, group, run: () => step(-gallery.shownIds.length) },
    { keys: ['End'], label: texts.last, group, run: () => step(gallery.shownIds.length) },
    { keys: [' '], label: texts.toggle, group, run: toggle },
    ...numbers,
    { keys: ['0'], label: texts.noLabel, group, run: () => label(null) },
    { keys: ['n'], label: texts.newClass, group, run: () => place.typeClass() },
    { keys: ['t'], label: texts.tags, group, run: () => place.typeTags() },
    { keys: ['/'], label: texts.search, group, run: () => place.typeSearch() },
    { keys: ['Ctrl+a'], label: texts.all, group, run: () => gallery.pickAll() },
    { keys: ['Escape'], label: texts.none, group, run: () => gallery.pickNone() },
    { keys: ['Ctrl+z'], label: texts.undo, group, run: () => void travel('undo') },
    { keys: ['Ctrl+Z', 'Ctrl+y'], label: texts.redo, group, run: () => void travel('redo') },
    {
      keys: ['i'],
      label: texts.side,
      group,
      run: () => (gallery.side = gallery.side === 'input' ? 'target' : 'input'),
    },
  ]);

  return { toggle, label, travel };
}
