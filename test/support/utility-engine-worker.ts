import { parentPort } from 'node:worker_threads';

/**
 * A worker that looks like Electron's utility process to what runs in it: `process.parentPort`, whose messages come
 * as events. It runs the tiny engine.
 */
Object.assign(process, {
  parentPort: {
    postMessage: (message: unknown) => parentPort?.postMessage(message),
    on: (_type: 'message', listener: (event: { data: unknown }) => void) =>
      parentPort?.on('message', (data: unknown) => listener({ data })),
  },
});
await import('./tiny-engine-process.ts');
