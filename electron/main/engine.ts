import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import { AbbeError } from '../contract/errors.ts';
import { spawnEngine } from '../transport/spawn-engine.ts';
import type { EngineProcess } from '../transport/supervisor.ts';
import { utilityProcessPort } from '../transport/utility-port.ts';
import type { LogFile } from './log-file.ts';

/**
 * The engine's bundle. A package keeps it beside the archive, with the packages that hold native files: what the
 * system loads, and what threads open, must be plain files.
 */
function engineEntry(): string {
  const folder = app.isPackaged
    ? join(process.resourcesPath, 'engine', 'dist', 'electron')
    : import.meta.dirname;
  return join(folder, 'engine-process.mjs');
}

/**
 * Starts the engine as Electron's utility process; what it prints, its last words included, goes into a log. An
 * Electron without such processes (before 22: the smoke test's) runs it in the Node that `ABBE_NODE` names.
 */
export function startEngine(log: LogFile): EngineProcess {
  if (app.isPackaged) process.env['ABBE_RESOURCES'] = process.resourcesPath;
  const heard = (chunk: Buffer): void => {
    log.add(chunk.toString());
    if (!app.isPackaged) process.stderr.write(chunk);
  };
  if (typeof utilityProcess === 'undefined') return startUnderNode(heard);
  const child = utilityProcess.fork(engineEntry(), [], { serviceName: 'Abbe engine', stdio: 'pipe' });
  child.stdout?.on('data', heard);
  child.stderr?.on('data', heard);
  return {
    port: utilityProcessPort(child),
    exited: new Promise((resolve) => child.on('exit', (code) => resolve(`exit code ${code}`))),
    kill() {
      // Not child.kill(): its SIGTERM is not heard by an engine that is stuck in native code.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}

function startUnderNode(heard: (chunk: Buffer) => void): EngineProcess {
  const node = process.env['ABBE_NODE'];
  if (!node) throw new AbbeError('internal', 'ABBE_NODE does not name a Node 24 executable.');
  return spawnEngine(node, engineEntry(), heard);
}
