import type { Handlers } from '../../electron/contract/calls.ts';
import { createEngine } from '../../electron/engine/engine.ts';

/**
 * Asks an engine of the test's own, beside the one under the page, as a command line would.
 *
 * @param home Where its data and cache go.
 */
export async function askEngine<M extends keyof Handlers>(
  home: string,
  method: M,
  ...payloads: Parameters<Handlers[M]>[0][]
): Promise<Awaited<ReturnType<Handlers[M]>>[]> {
  const engine = await createEngine({ dataFolder: home, cacheFolder: home, abbeVersion: '0.0.0-test' });
  const call = { signal: new AbortController().signal, progress: () => {} };
  const handler = engine.handlers[method] as (given: unknown, context: unknown) => Promise<unknown>;
  const answers: unknown[] = [];
  try {
    for (const payload of payloads) answers.push(await handler(payload, call));
  } finally {
    await engine.close();
  }
  return answers as Awaited<ReturnType<Handlers[M]>>[];
}
