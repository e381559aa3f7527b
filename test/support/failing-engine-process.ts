import { runEngine } from '../../electron/hosts/run-engine.ts';

/** An engine process whose engine cannot be created. */
void runEngine(() => Promise.reject(new Error('There is no runtime; run “npm run setup”.')));
