import { onBeforeUnmount, onMounted } from 'vue';
import { useDataset } from '../../../stores/dataset.ts';
import { useGallery } from '../../../stores/gallery.ts';
import { keyPlaces } from '../../../ui/key-places.ts';
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

  function labelByPlace(at: number): void {
    const name = gallery.classes[at];
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

  useKeys(keyPlaces.dataset, {
    next: () => step(1),
    previous: () => step(-1),
    down: () => step(place.perRow()),
    up: () => step(-place.perRow()),
    pageDown: () => step(place.perPage()),
    pageUp: () => step(-place.perPage()),
    first: () => step(-gallery.shownIds.length),
    last: () => step(gallery.shownIds.length),
    search: () => place.typeSearch(),
    toggle,
    label: labelByPlace,
    noLabel: () => label(null),
    newClass: () => place.typeClass(),
    tags: () => place.typeTags(),
    all: () => gallery.pickAll(),
    none: () => gallery.pickNone(),
    undo: () => travel('undo'),
    redo: () => travel('redo'),
    side: () => (gallery.side = gallery.side === 'input' ? 'target' : 'input'),
  });

  return { toggle, label, travel };
}
