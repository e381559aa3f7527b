import { runEngine } from '../../electron/hosts/run-engine.ts';
import { createTinyEngine } from './tiny-engine.ts';

/** The tiny engine as an engine process, for tests of hosts. It writes a line when it is asked to close. */
await runEngine(() => {
  const engine = createTinyEngine();
  setTimeout(() => {
    engine.emit({ name: 'log.message', payload: { level: 'info', message: 'hello' } });
  }, 50);
  return Promise.resolve({
    ...engine,
    close: () => {
      process.stderr.write('tiny engine closed\n');
      return engine.close();
    },
  });
});
