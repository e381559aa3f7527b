import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { Supervisor } from '../../../electron/transport/supervisor.ts';
import { utilityProcessPort } from '../../../electron/transport/utility-port.ts';

it('serves the engine over a utility process’s parentPort, and ends at its farewell', async () => {
  const worker = new Worker(new URL('../../support/utility-engine-worker.ts', import.meta.url));
  const exited = once(worker, 'exit').then(([code]) => `exit code ${code as number}`);
  const supervisor = new Supervisor(() => ({
    port: utilityProcessPort(worker),
    exited,
    kill: () => void worker.terminate(),
  }));
  const context = { signal: new AbortController().signal, progress: () => undefined };
  const { pixels } = await supervisor.handlers['photo.view']({ file: 'a.png', maxSize: 500 }, context);
  expect(pixels.data).toBeInstanceOf(Uint8Array);
  expect(pixels.data.length).toBe(250_000);
  await supervisor.close();
  expect(await exited).toBe('exit code 0');
});
