import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue';
import type { Parameters, Splitting } from '../../electron/contract/datasets.ts';
import type { MethodResult } from '../../electron/contract/methods.ts';
import type { MatchedRow, PreparationFit } from '../../electron/contract/preparation-methods.ts';
import { useConnection } from '../client/current.ts';
import { countGroups, groupsNeeded, sharesFor, stepsOf } from './preparation-steps.ts';
import { useProject } from './project.ts';
import { recall, remember } from './storage.ts';
import { createTask } from './task.ts';

export type PreparationEntry = MethodResult<'preparation.list'>['preparations'][number];
export type Preview = MethodResult<'preparation.preview'>;
export type CellPreview = MethodResult<'photo.segment'>;

/** What a person has chosen for one preparation, kept while they look at another. */
interface Draft {
  parameters: Parameters;
  session: string;
  subject: string;
  splitting: Splitting;
  /** A person has set the shares; until then they follow the number of groups. */
  sharesSet: boolean;
  degradation: Parameters;
}

/** What the preview of the current files found, for “23 cells, 19 before”. */
export interface PreviewCount {
  included: number;
  total: number;
}

const settleMs = 250;
const isText = (value: unknown): value is string => typeof value === 'string';

/** The way from a project's files to a dataset: what they are, how they are put together, what comes of it. */
export const usePreparation = defineStore('preparation', () => {
  const connection = useConnection();
  const project = useProject();

  const entries = shallowRef<readonly PreparationEntry[]>([]);
  const fits = shallowRef<readonly PreparationFit[]>([]);
  const listing = createTask();
  const fitting = createTask();
  const matching = createTask();
  const previewing = createTask();
  const id = shallowRef<string | null>(null);
  const stepId = ref('choose');
  const visited = shallowReactive(new Set<string>());
  const drafts = shallowReactive(new Map<string, Draft>());
  const match = shallowRef<MethodResult<'preparation.match'> | null>(null);
  const rowIndex = ref(0);
  const cells = shallowRef<CellPreview | null>(null);
  const preview = shallowRef<Preview | null>(null);
  const count = shallowRef<PreviewCount | null>(null);
  const before = shallowRef<PreviewCount | null>(null);
  /** Datasets made here, by preparation. */
  const made = shallowReactive(new Map<string, string>());
  let watching = false;
  let matchTimer: ReturnType<typeof setTimeout> | undefined;
  let previewTimer: ReturnType<typeof setTimeout> | undefined;

  const entry = computed(() => entries.value.find((each) => each.id === id.value) ?? null);
  const draft = computed(() => (id.value === null ? null : (drafts.get(id.value) ?? null)));
  const steps = computed(() => {
    const schema = entry.value?.schema['properties'];
    return entry.value ? stepsOf(entry.value.id, Object.keys((schema ?? {}) as object)) : [];
  });
  const step = computed(() => steps.value.find((each) => each.id === stepId.value) ?? null);
  const rows = computed<readonly MatchedRow[]>(() => match.value?.rows ?? []);
  const whole = computed(() => rows.value.filter(({ missing }) => missing.length === 0));
  const row = computed(() => whole.value[Math.min(rowIndex.value, whole.value.length - 1)] ?? null);
  const groups = computed(() =>
    draft.value ? countGroups(rows.value, draft.value.splitting.by) : { groups: 0, without: 0 },
  );
  const tooFewGroups = computed(
    () => draft.value !== null && groups.value.groups < groupsNeeded(draft.value.splitting),
  );

  async function load(): Promise<void> {
    const listed = await listing.run((options) => connection.call('preparation.list', {}, options));
    if (listed) entries.value = listed.preparations;
    await loadFits();
  }

  async function loadFits(): Promise<void> {
    const folder = project.folder;
    if (folder === null || project.photos.length === 0) return void (fits.value = []);
    const found = await fitting.run((options) =>
      connection.call('preparation.fit', { project: folder }, options),
    );
    if (!found || project.folder !== folder) return;
    fits.value = found.fits;
    const last = recall(`preparation ${folder}`, '', isText);
    if (id.value === null && found.fits.some(({ preparation }) => preparation === last)) choose(last);
  }

  /** Begins with a preparation, or goes on with it: what was set before is kept. */
  function choose(preparation: string): void {
    const chosen = entries.value.find((each) => each.id === preparation);
    if (!chosen || project.folder === null) return;
    if (!drafts.has(preparation)) {
      const fit = fits.value.find((each) => each.preparation === preparation);
      drafts.set(preparation, {
        parameters: { ...fit?.parameters },
        session: '',
        subject: '',
        splitting: { by: chosen.splitBy, validation: 0.15, test: 0.15, stratified: false, seed: 1 },
        sharesSet: false,
        degradation: {},
      });
    }
    if (id.value !== preparation) {
      id.value = preparation;
      visited.clear();
      match.value = null;
      rowIndex.value = 0;
      forgetPreview();
    }
    remember(`preparation ${project.folder}`, preparation);
    matchSoon();
  }

  function change(values: Partial<Draft>): void {
    if (!draft.value || id.value === null) return;
    drafts.set(id.value, { ...draft.value, ...values });
    if ('parameters' in values || 'session' in values || 'subject' in values) matchSoon();
  }

  function go(to: string): void {
    stepId.value = to;
    visited.add(to);
  }

  function matchSoon(): void {
    clearTimeout(matchTimer);
    matchTimer = setTimeout(() => void findMatches(), settleMs);
  }

  async function findMatches(): Promise<void> {
    const [folder, chosen, own] = [project.folder, id.value, draft.value];
    if (folder === null || chosen === null || !own) return;
    const { parameters, session, subject } = own;
    const request = { project: folder, preparation: chosen, parameters, session, subject };
    const found = await matching.run((options) => connection.call('preparation.match', request, options));
    if (id.value !== chosen) return;
    // What was found by other parameters must not stand below the reason why these find nothing.
    if (matching.error) match.value = { rows: [], unmatched: [] };
    if (!found) return;
    match.value = found;
    if (!own.sharesSet) {
      const splitting = { ...own.splitting, ...sharesFor(groups.value.groups) };
      if (draft.value) drafts.set(chosen, { ...draft.value, splitting });
    }
    previewSoon();
  }

  function forgetPreview(): void {
    cells.value = null;
    preview.value = null;
    count.value = null;
    before.value = null;
  }

  /** Looks again after the parameters or the files have settled; what is under way is cancelled at once. */
  function previewSoon(): void {
    clearTimeout(previewTimer);
    previewing.cancel();
    if (watching) previewTimer = setTimeout(() => void lookAtRow(), settleMs);
  }

  async function lookAtRow(): Promise<void> {
    const [folder, chosen, own, current] = [project.folder, id.value, draft.value, row.value];
    if (folder === null || chosen === null || !own || !current) return forgetPreview();
    const { parameters, session, subject } = own;
    if (chosen === 'cell-segmentation') {
      const file = current.files[0]?.file ?? '';
      const found = await previewing.run((options) =>
        connection.call('photo.segment', { file, parameters, steps: true }, options),
      );
      if (!found || id.value !== chosen) return;
      cells.value = found;
      keepCount({ included: found.cells.length, total: found.cells.length + found.rejected.length });
      return;
    }
    const sources = current.files.map(({ file }) => file);
    const request = { project: folder, preparation: chosen, parameters, sources, session, subject };
    const found = await previewing.run((options) => connection.call('preparation.preview', request, options));
    if (!found || id.value !== chosen) return;
    preview.value = found;
    keepCount({ included: found.items - found.setAside, total: found.items });
  }

  function keepCount(next: PreviewCount): void {
    before.value = count.value;
    count.value = next;
  }

  function selectRow(index: number): void {
    const next = Math.max(0, Math.min(index, whole.value.length - 1));
    if (next === rowIndex.value) return;
    rowIndex.value = next;
    forgetPreview();
    previewSoon();
  }

  /** Previews run only while someone looks at them. */
  function watchRow(on: boolean): void {
    watching = on;
    if (on) return previewSoon();
    clearTimeout(previewTimer);
    previewing.cancel();
  }

  watch(
    () => project.folder,
    () => {
      fitting.cancel();
      matching.cancel();
      previewing.cancel();
      id.value = null;
      match.value = null;
      fits.value = [];
      drafts.clear();
      visited.clear();
      made.clear();
      stepId.value = 'choose';
      forgetPreview();
    },
  );
  watch(
    () => project.photos,
    () => {
      void loadFits();
      if (id.value !== null) matchSoon();
    },
  );
  connection.onReady(() => void load());

  return {
    entries,
    entry,
    fits,
    listing,
    fitting,
    matching,
    previewing,
    id,
    step,
    steps,
    stepId,
    visited,
    draft,
    match,
    rows,
    whole,
    row,
    rowIndex,
    groups,
    tooFewGroups,
    cells,
    preview,
    count,
    before,
    made,
    load: loadFits,
    choose,
    change,
    go,
    selectRow,
    watchRow,
    lookAgain: previewSoon,
  };
});
