import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import type { Engine, Handler } from '../../../electron/contract/calls.ts';
import type { Parameters } from '../../../electron/contract/datasets.ts';
import type { RunRecord, RunState } from '../../../electron/contract/documents.ts';
import type { EngineEvent, EventName, EventPayload, Progress } from '../../../electron/contract/events.ts';
import { events } from '../../../electron/contract/events.ts';
import type { MethodName, MethodPayload, MethodResult } from '../../../electron/contract/methods.ts';
import { methods } from '../../../electron/contract/methods.ts';
import { createEngine } from '../../../electron/engine/engine.ts';
import { cellsRequest } from '../../support/dataset-document.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const photoFolder = [
  fromRoot('resources/samples/stained-cells'),
  fromRoot('../shared/data/bccd/JPEGImages'),
].find((folder) => existsSync(folder));

/** Why the tests on real photos cannot run; null where they can. */
export const missingPhotos = photoFolder
  ? null
  : 'There are no stained-cell photos (resources/samples, ../shared/data): these tests are skipped.';
if (missingPhotos) process.stderr.write(`${missingPhotos}\n`);

/** The first photos of the stained-cells data. */
export function realPhotos(count: number): string[] {
  const folder = photoFolder ?? '';
  const names = readdirSync(folder).filter((name) => /\.(jpe?g|png)$/i.test(name));
  return names
    .sort()
    .slice(0, count)
    .map((name) => join(folder, name));
}

/** A run of a few seconds in which the critic takes part too. */
export const tinyRun: Parameters = {
  stepLimit: 40,
  warmUpSteps: 10,
  batchSize: 2,
  patchSize: 32,
  generatorChannels: 4,
  criticChannels: 4,
  sizeClasses: 1,
};

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** An engine under test: calls and events are checked against the contract. */
export interface TestEngine {
  engine: Engine;
  heard: EngineEvent[];
  call<M extends MethodName>(
    method: M,
    payload: MethodPayload<M>,
    options?: CallOptions,
  ): Promise<MethodResult<M>>;
  /** Resolves with the next event of a name for which `is` holds. */
  next<N extends EventName>(name: N, is?: (payload: EventPayload<N>) => boolean): Promise<EventPayload<N>>;
}

const folders: string[] = [];
const engines: Engine[] = [];

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'abbe-engine-'));
  folders.push(folder);
  return folder;
}

/** An engine that is closed after the test. */
export async function startEngine(dataFolder = temporaryFolder()): Promise<TestEngine> {
  const engine = await createEngine({ dataFolder, cacheFolder: dataFolder, abbeVersion: '0.0.0-test' });
  engines.push(engine);
  const heard: EngineEvent[] = [];
  engine.onEvent((event) => {
    events[event.name].parse(event.payload);
    heard.push(event);
  });
  return {
    engine,
    heard,
    async call(method, payload, { signal = new AbortController().signal, onProgress = () => {} } = {}) {
      const handler = engine.handlers[method] as Handler<typeof method>;
      const result = await handler(payload, { signal, progress: onProgress });
      return methods[method].result.parse(result) as MethodResult<typeof method>;
    },
    next(name, is = () => true) {
      return new Promise((resolve) => {
        const stop = engine.onEvent((event) => {
          const payload = event.payload as EventPayload<typeof name>;
          if (event.name !== name || !is(payload)) return;
          stop();
          resolve(payload);
        });
      });
    },
  };
}

/** A project with the first photos of the data and a dataset of their cells. */
export async function startProject(
  { call }: TestEngine,
  { folder = temporaryFolder(), photos = 4 } = {},
): Promise<{ project: string; dataset: string }> {
  const { folder: project } = await call('project.create', { folder, name: 'Test' });
  await call('project.addSources', { project, paths: realPhotos(photos) });
  const dataset = await call('dataset.create', {
    project,
    ...cellsRequest,
  });
  return { project, dataset: dataset.id };
}

const ended: ReadonlySet<RunState> = new Set(['stopped', 'finished', 'failed']);

/** Waits until a run has ended. */
export async function untilEnded(
  { call, next }: TestEngine,
  project: string,
  run: string,
): Promise<RunRecord> {
  const over = next('run.state', (payload) => payload.run === run && ended.has(payload.state));
  const record = await call('run.get', { project, run });
  if (!ended.has(record.state)) await over;
  return call('run.get', { project, run });
}
