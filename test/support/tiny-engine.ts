import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, Handlers } from '../../electron/contract/calls.ts';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { EngineEvent } from '../../electron/contract/events.ts';
import { methods } from '../../electron/contract/methods.ts';

export interface TinyEngine extends Engine {
  emit(event: EngineEvent): void;
  /** Methods whose handler saw its signal abort. */
  readonly aborted: string[];
  closed: boolean;
}

/**
 * An engine without TensorFlow for tests of transport and hosts: `photo.view` answers with bytes (maxSize squared
 * pixels), `dataset.create` reports progress until it is cancelled, `project.open` is not found, `run.get` ends
 * the process, `files.list` tells its process id; every other method is unknown to it.
 */
export function createTinyEngine(): TinyEngine {
  const listeners = new Set<(event: EngineEvent) => void>();
  const aborted: string[] = [];
  const unknown = Object.keys(methods).map((name) => [
    name,
    () => Promise.reject(new Error(`The tiny engine cannot ${name}.`)),
  ]);
  const engine: TinyEngine = {
    aborted,
    closed: false,
    emit: (event) => listeners.forEach((listener) => listener(event)),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      engine.closed = true;
      return Promise.resolve();
    },
    handlers: {
      ...(Object.fromEntries(unknown) as Handlers),
      'photo.view': ({ file, maxSize: side }) => Promise.resolve(testPhoto(file, side)),
      'project.open': ({ folder }) =>
        Promise.reject(new AbbeError('not-found', `${folder} is not there.`, { file: folder })),
      'project.create': () => Promise.reject(new RangeError('The window must be odd.')),
      'dataset.create': async (_payload, { signal, progress }) => {
        for (let done = 1; ; done++) {
          progress({ done, total: 1e9, message: 'Counting', secondsLeft: null });
          await sleep(5, undefined, { signal }).catch(() => {
            aborted.push('dataset.create');
            throw new AbbeError('cancelled', 'Cancelled.');
          });
        }
      },
      'files.list': ({ folder }) =>
        Promise.resolve({ folder: String(process.pid), parent: folder, entries: [] }),
      'run.get': () => process.exit(7),
    },
  };
  return engine;
}

export function testPhoto(file: string, side: number) {
  const data = new Uint8Array(side * side);
  for (let i = 0; i < data.length; i++) data[i] = (i * 31) & 255;
  const info = { file, width: side, height: side, channels: 1, dtype: 'uint8' as const, min: 0, max: 255 };
  return {
    info: { ...info, notes: [] },
    pixels: { width: side, height: side, channels: 1 as const, dtype: 'uint8' as const, data },
  };
}
