import { runEngine } from '../../electron/hosts/run-engine.ts';
import { createTinyEngine } from './tiny-engine.ts';

/** An engine process whose engine never finishes closing. */
void runEngine(() => {
  const close = () => new Promise<void>(() => setInterval(() => undefined, 1000));
  return Promise.resolve({ ...createTinyEngine(), close });
});
