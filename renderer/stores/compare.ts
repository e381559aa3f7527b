import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import { splits, type DatasetItem, type Split } from '../../electron/contract/datasets.ts';
import type { RunRecord } from '../../electron/contract/documents.ts';
import type { PlainImage, ViewedImage } from '../../electron/contract/view-methods.ts';
import { compareTexts } from '../texts/index.ts';
import { formatMoment } from '../ui/format.ts';
import type { Shading } from '../viewer/shading.ts';
import { useView } from '../viewer/use-view.ts';
import type { Point } from '../viewer/view-transform.ts';
import { useCatalogue } from './catalogue.ts';
import { useDataset } from './dataset.ts';
import { useImages } from './images.ts';
import { useProject } from './project.ts';
import { useRun } from './run.ts';

const { texts } = compareTexts;

/** What one of the images side by side shows. */
export type PaneSpec =
  { kind: 'input' | 'truth' } | { kind: 'result'; run: string; checkpoint: 'best' | 'last' };

export type PaneMode = 'side' | 'blink' | 'swipe';
export type ErrorMode = 'none' | 'difference' | 'absolute';

export const paneLimits = { min: 2, max: 6 };

export function paneKey(pane: PaneSpec): string {
  return pane.kind === 'result' ? `${pane.run} ${pane.checkpoint}` : pane.kind;
}

/** What is compared, and how it is looked at: it stays while one visits other screens. */
export const useCompare = defineStore('compare', () => {
  const project = useProject();
  const run = useRun();
  const dataset = useDataset();
  const catalogue = useCatalogue();
  const images = useImages();
  const split = shallowRef<Split>('test');
  const chosen = shallowRef<readonly PaneSpec[]>([]);
  const itemId = shallowRef<string | null>(null);
  /** Ids in the order of the table, where it is sorted; else that of the dataset. */
  const order = shallowRef<readonly string[] | null>(null);
  const mode = shallowRef<PaneMode>('side');
  const error = shallowRef<ErrorMode>('none');
  const solo = shallowRef<number | null>(null);
  const cursor = shallowRef<Point | null>(null);
  const tool = shallowRef<'pan' | 'line'>('pan');
  const line = shallowRef<{ from: Point; to: Point } | null>(null);
  /** One contrast for all panes whose numbers mean the same; else each has its own. */
  const locked = shallowRef(true);
  /** What a person has set, by group of panes; kept from image to image. */
  const shadings = shallowReactive(new Map<string, Shading>());
  /** A generated or real image that was picked in a plot. */
  const made = shallowRef<string | null>(null);
  const view = useView();

  const trained = computed(() => run.list.filter(({ step }) => step > 0));
  const isGeneration = (recipe: string): boolean =>
    catalogue.recipes.find(({ id }) => id === recipe)?.task === 'generation';
  /** The run that the screen is about: the selected one. */
  const base = computed(() => run.selected);
  const generation = computed(() => base.value !== null && isGeneration(base.value.recipe));
  const own = computed(() => dataset.list.find(({ id }) => id === base.value?.dataset) ?? null);
  const items = computed<readonly DatasetItem[]>(() =>
    (own.value?.items ?? []).filter((item) => item.included && item.split === split.value),
  );
  /** Splits that have images. */
  const filled = computed(() =>
    splits.filter((each) => own.value?.items.some((item) => item.included && item.split === each) ?? false),
  );
  const ids = computed<readonly string[]>(() => order.value ?? items.value.map(({ id }) => id));
  /** Runs that make images of the same dataset's inputs. */
  const comparable = computed(() =>
    trained.value.filter((each) => each.dataset === base.value?.dataset && !isGeneration(each.recipe)),
  );
  /** The chosen panes that there are; input, result and truth of the selected run before one has chosen. */
  const panes = computed<readonly PaneSpec[]>(() => {
    const here = new Set(comparable.value.map(({ id }) => id));
    const kept = chosen.value.filter((pane) => pane.kind !== 'result' || here.has(pane.run));
    const id = base.value?.id;
    if (kept.length >= paneLimits.min || id === undefined) return kept;
    if (!here.has(id)) return [{ kind: 'input' }, { kind: 'truth' }];
    return [{ kind: 'input' }, { kind: 'result', run: id, checkpoint: 'best' }, { kind: 'truth' }];
  });

  /** Runs that are looked at, the selected one first. */
  const runs = computed<readonly string[]>(() => {
    const results = panes.value.flatMap((pane) => (pane.kind === 'result' ? [pane.run] : []));
    return [...new Set([...(base.value ? [base.value.id] : []), ...results])];
  });

  function toggle(pane: PaneSpec): void {
    const key = paneKey(pane);
    const now = panes.value;
    const without = now.filter((each) => paneKey(each) !== key);
    if (without.length === now.length) {
      if (now.length < paneLimits.max) chosen.value = sorted([...now, pane]);
    } else if (without.length >= paneLimits.min) chosen.value = without;
    solo.value = null;
  }

  /** Input first, truth last, results between in the order chosen. */
  function sorted(list: readonly PaneSpec[]): PaneSpec[] {
    const place = ({ kind }: PaneSpec): number => ({ input: 0, result: 1, truth: 2 })[kind];
    return [...list].sort((a, b) => place(a) - place(b));
  }

  function plain(pane: PaneSpec, item: string): PlainImage | null {
    const folder = project.folder;
    if (folder === null || !base.value) return null;
    if (pane.kind === 'result') {
      const { run: id, checkpoint } = pane;
      return { kind: 'run', project: folder, run: id, checkpoint, item, part: 'result' };
    }
    const id = base.value.id;
    return { kind: 'run', project: folder, run: id, checkpoint: 'best', item, part: pane.kind };
  }

  /** What a pane shows now: with `error` set, results as what they differ from the truth by. */
  function imageOf(pane: PaneSpec): ViewedImage | null {
    const item = itemId.value;
    const image = item === null ? null : plain(pane, item);
    if (!image || item === null || error.value === 'none' || pane.kind !== 'result') return image;
    const from = plain({ kind: 'truth' }, item);
    return from && { kind: 'difference', of: image, from, absolute: error.value === 'absolute' };
  }

  /** A run's name, and when it was made where another of the dataset has the same. */
  function nameOf(pane: PaneSpec): string {
    const record = pane.kind === 'result' ? run.list.find(({ id }) => id === pane.run) : undefined;
    if (!record) return '';
    const name = run.nameOf(record);
    const isTwin = (other: RunRecord): boolean => other.id !== record.id && run.nameOf(other) === name;
    return comparable.value.some(isTwin) ? texts.named(name, formatMoment(record.created)) : name;
  }

  function openMade(id: string): void {
    made.value = id;
  }

  function show(id: string | null): void {
    itemId.value = id;
  }

  /** The next image, or one further; stays at the ends. */
  function step(by: number): void {
    const at = ids.value.indexOf(itemId.value ?? '');
    const next = ids.value[Math.min(ids.value.length - 1, Math.max(0, at + by))];
    if (next !== undefined) itemId.value = next;
  }

  watch(
    ids,
    (now) => {
      if (itemId.value === null || !now.includes(itemId.value)) itemId.value = now[0] ?? null;
    },
    { immediate: true },
  );
  watch(
    () => [project.folder, base.value?.dataset],
    () => {
      chosen.value = [];
      shadings.clear();
      made.value = null;
      [line.value, solo.value, order.value] = [null, null, null];
    },
  );
  watch(
    filled,
    (now) => {
      if (now.length > 0 && !now.includes(split.value)) split.value = now.at(-1) ?? 'test';
    },
    { immediate: true },
  );
  watch(split, () => (order.value = null));
  watch(
    () => run.list.map(({ id, step: done }) => `${id} ${done}`).join(),
    // Results of a run that trains are others at its next checkpoint.
    () => images.forget((image) => image.kind !== 'file'),
  );

  return {
    split,
    filled,
    items,
    ids,
    itemId,
    order,
    panes,
    runs,
    comparable,
    generation,
    base,
    own,
    mode,
    error,
    solo,
    cursor,
    tool,
    line,
    locked,
    shadings,
    view,
    made,
    openMade,
    toggle,
    imageOf,
    nameOf,
    show,
    step,
  };
});
