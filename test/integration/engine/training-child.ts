import { createEngine } from '../../../electron/engine/engine.ts';

// Trains the run that the arguments describe until it is killed; says each checkpoint's step.
const [project = '', payload = ''] = process.argv.slice(2);
const engine = await createEngine({ dataFolder: project, cacheFolder: project, abbeVersion: '0.0.0-test' });
engine.onEvent((event) => {
  if (event.name === 'run.checkpoint') process.stdout.write(`${event.payload.step}\n`);
});
const context = { signal: new AbortController().signal, progress: () => undefined };
await engine.handlers['run.start'](JSON.parse(payload), context);
