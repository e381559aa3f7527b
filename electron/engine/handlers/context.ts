import type { EngineEvent, EventName, EventPayload } from '../../contract/events.ts';
import type { SystemInfo } from '../../contract/system.ts';
import type { Projects } from '../projects/project.ts';
import type { DatasetShelf } from './dataset-shelf.ts';
import type { PhotoSource } from './photo-source.ts';
import type { Experiments } from './runs/experiment.ts';
import type { GeneratorPool } from './runs/generator-pool.ts';
import type { SourcePool } from './source-pool.ts';
import type { RunManager } from './runs/run-manager.ts';

export interface EngineOptions {
  /** The user's data: sample projects. */
  dataFolder: string;
  /** What can be made again. */
  cacheFolder: string;
  abbeVersion: string;
}

export type Emit = <N extends EventName>(name: N, payload: EventPayload<N>) => void;

/** What the handlers of one engine share. */
export interface EngineContext {
  options: EngineOptions;
  projects: Projects;
  photos: PhotoSource;
  sources: SourcePool;
  datasets: DatasetShelf;
  experiments: Experiments;
  runs: RunManager;
  generators: GeneratorPool;
  emit: Emit;
  /** Loads TensorFlow when first asked. */
  systemInfo(): Promise<SystemInfo>;
}

/** The engine's events: subscribers, and the function that tells them. */
export function createEvents(): { emit: Emit; onEvent(listener: (event: EngineEvent) => void): () => void } {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit(name, payload) {
      for (const listener of listeners) listener({ name, payload } as EngineEvent);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
