import { createEngine } from '../../../electron/engine/engine.ts';

// Queues the runs that the arguments describe, turns those that wait around, says their ids, and trains until it is
// killed.
const [project = '', payload = ''] = process.argv.slice(2);
const { handlers } = await createEngine({
  dataFolder: project,
  cacheFolder: project,
  abbeVersion: '0.0.0-test',
});
const context = { signal: new AbortController().signal, progress: () => undefined };
const ids: string[] = [];
for (const request of JSON.parse(payload)) {
  ids.push((await handlers['run.start'](request, context)).id);
}
await handlers['run.reorder']({ project, runs: ids.slice(1).reverse() }, context);
process.stdout.write(`${JSON.stringify(ids)}\n`);
