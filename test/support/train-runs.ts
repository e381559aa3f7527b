import { join } from 'node:path';
import type { Parameters } from '../../electron/contract/datasets.ts';
import { createEngine } from '../../electron/engine/engine.ts';

export interface TrainedProject {
  /** Of the project, its dataset and its folder. */
  name: string;
  sources: string[];
  dataset: { preparation: string; parameters: Parameters };
  /** In this order, each to its end. */
  runs: { recipe: string; parameters: Parameters; seed?: number }[];
}

/** A project in a folder of `home` with a dataset of photos and runs on it, as an earlier session would have left it. */
export async function trainRuns(
  home: string,
  { name, sources, dataset, runs }: TrainedProject,
): Promise<void> {
  const engine = await createEngine({ dataFolder: home, cacheFolder: home, abbeVersion: '0.0.0-test' });
  const call = { signal: new AbortController().signal, progress: () => undefined };
  const { handlers } = engine;
  try {
    const { folder: project } = await handlers['project.create']({ folder: join(home, name), name }, call);
    await handlers['project.addSources']({ project, paths: sources }, call);
    const splitting = { by: 'photo', validation: 0.2, test: 0.2, stratified: false, seed: 1 } as const;
    const { id } = await handlers['dataset.create'](
      { ...{ project, name, sources: null, degradation: null, splitting }, ...dataset },
      call,
    );
    for (const { recipe, parameters, seed = 1 } of runs) {
      const over = new Promise<string>((resolve) => {
        const stop = engine.onEvent(({ name: event, payload }) => {
          if (event !== 'run.state' || !['finished', 'failed'].includes(payload.state)) return;
          stop();
          resolve(payload.message);
        });
      });
      await handlers['run.start']({ project, dataset: id, recipe, preset: 'quick', parameters, seed }, call);
      const message = await over;
      if (message !== '') throw new Error(`${recipe}: ${message}`);
    }
  } finally {
    await engine.close();
  }
}
