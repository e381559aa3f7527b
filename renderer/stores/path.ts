import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useDataset } from './dataset.ts';
import { useEvaluation } from './evaluation.ts';
import type { Screen } from './navigation.ts';
import { useProject } from './project.ts';
import { useRun } from './run.ts';

export interface PathStep {
  screen: Screen;
  id: 'photos' | 'dataset' | 'training' | 'scores' | 'apply';
  state: 'done' | 'next' | 'blocked';
  /** How much of it there is. */
  amount: number;
}

/** The way from photos to results: what is done, what comes next, what waits for something. */
export const usePath = defineStore('path', () => {
  const project = useProject();
  const dataset = useDataset();
  const run = useRun();
  const evaluation = useEvaluation();

  const steps = computed<readonly PathStep[]>(() => {
    const trained = run.list.filter((entry) => entry.step > 0).length;
    const amounts: Omit<PathStep, 'state'>[] = [
      { id: 'photos', screen: 'data', amount: project.photos.length },
      { id: 'dataset', screen: 'data', amount: dataset.list.length },
      { id: 'training', screen: trained > 0 ? 'train' : 'experiment', amount: trained },
      { id: 'scores', screen: 'compare', amount: evaluation.evaluation?.n ?? 0 },
      { id: 'apply', screen: 'apply', amount: 0 },
    ];
    const ready = project.current !== null;
    let open = ready;
    return amounts.map((step) => {
      const done = ready && step.amount > 0;
      const state = done ? 'done' : open ? 'next' : 'blocked';
      if (!done && step.id !== 'scores') open = false;
      return { ...step, state };
    });
  });

  return { steps };
});
