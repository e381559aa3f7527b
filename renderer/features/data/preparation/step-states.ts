import { computed, type ComputedRef } from 'vue';
import { useDataset } from '../../../stores/dataset.ts';
import { usePreparation } from '../../../stores/preparation.ts';
import { groupsNeeded } from '../../../stores/preparation-steps.ts';
import { preparationTexts } from '../../../texts/index.ts';

export interface StepState {
  id: string;
  state: 'done' | 'next' | 'blocked';
  /** What was chosen or found, or what is missing. */
  detail: string;
}

/** Where every step of the way stands. */
export function useStepStates(): ComputedRef<StepState[]> {
  const { blockedBy, groupTexts, matchTexts } = preparationTexts;
  const preparation = usePreparation();
  const dataset = useDataset();

  function problem(id: string): string {
    if (id === 'files') return '';
    if (id === 'boxes') return dataset.selected ? '' : blockedBy.noDataset;
    if (preparation.match && preparation.whole.length === 0) return blockedBy.noFiles;
    if (id !== 'make') return '';
    return splitProblem();
  }

  function splitProblem(): string {
    const { draft, groups, tooFewGroups } = preparation;
    if (!draft) return '';
    const { by } = draft.splitting;
    if (by !== 'photo' && groups.without > 0) return blockedBy.without(groups.without, groupTexts.names[by]);
    return tooFewGroups ? blockedBy.tooFew(groups.groups, groupsNeeded(draft.splitting)) : '';
  }

  function detail(id: string): string {
    const { rows, whole, draft, groups, match } = preparation;
    if (id === 'files' && match) return matchTexts.summary(whole.length, rows.length, preparation.id);
    if (id === 'groups' && draft) {
      return splitProblem() || groupTexts.found(groups.groups, groupTexts.names[draft.splitting.by]);
    }
    return '';
  }

  function isDone(id: string): boolean {
    if (id === 'make') return preparation.id !== null && preparation.made.has(preparation.id);
    if (id === 'boxes') return (dataset.selected?.corrected.length ?? 0) > 0;
    if (id === 'groups') return preparation.visited.has(id) && splitProblem() === '';
    return preparation.visited.has(id);
  }

  return computed(() => {
    const chosen = preparation.entry;
    const first: StepState = {
      id: 'choose',
      state: chosen ? 'done' : 'next',
      detail: chosen?.title ?? '',
    };
    let pending = chosen === null;
    const rest = preparation.steps.map(({ id }): StepState => {
      const why = problem(id);
      if (why !== '') return { id, state: 'blocked', detail: why };
      if (isDone(id)) return { id, state: 'done', detail: detail(id) };
      const state = pending ? 'blocked' : 'next';
      pending = true;
      return { id, state, detail: detail(id) };
    });
    return [first, ...rest];
  });
}
