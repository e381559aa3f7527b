import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import { AbbeError } from '../contract/errors.ts';
import { spawnEngine } from '../transport/spawn-engine.ts';
import type { EngineProcess } from '../transport/supervisor.ts';
import { utilityProcessPort } from '../transport/utility-port.ts';

/**
 * Starts the engine as Electron's utility process. An Electron without them (before 22: the smoke test's) runs it
 * from source in the Node that `ABBE_NODE` names.
 */
export function startEngine(): EngineProcess {
  if (typeof utilityProcess === 'undefined') return startUnderNode();
  const child = utilityProcess.fork(join(import.meta.dirname, 'engine-process.mjs'), [], {
    serviceName: 'Abbe engine',
    stdio: 'inherit',
  });
  return {
    port: utilityProcessPort(child),
    exited: new Promise((resolve) => child.on('exit', (code) => resolve(`exit code ${code}`))),
    kill() {
      // Not child.kill(): its SIGTERM is not heard by an engine that is stuck in native code.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}

function startUnderNode(): EngineProcess {
  const node = process.env['ABBE_NODE'];
  if (!node) throw new AbbeError('internal', 'ABBE_NODE does not name a Node 24 executable.');
  return spawnEngine(node, join(app.getAppPath(), 'electron', 'hosts', 'engine-process.ts'));
}
