import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { streamPort } from './stream-port.ts';
import type { EngineProcess } from './supervisor.ts';

/** The file descriptor of the child on which host and engine speak; the first after the standard three. */
export const engineDescriptor = 3;

/**
 * Starts the engine as a child of this Node process (or of Electron's main, where it has no utility process).
 * What the child prints goes to our stderr, so that stdout stays clean, or to whoever wants to hear it.
 *
 * @param node The Node executable, 24 or later.
 * @param entry The engine process's script: `electron/hosts/engine-process.ts` or its bundle.
 * @param heard Called with what it prints.
 */
export function spawnEngine(node: string, entry: string, heard?: (chunk: Buffer) => void): EngineProcess {
  const output = heard ? 'pipe' : 2;
  const child = spawn(node, [entry], { stdio: ['ignore', output, output, 'pipe'] });
  if (heard) for (const stream of [child.stdout, child.stderr]) stream?.on('data', heard);
  const exited = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    child.on('error', (error) => resolve(error.message));
  });
  return {
    port: streamPort(child.stdio[engineDescriptor] as Duplex),
    exited,
    kill: () => void child.kill('SIGKILL'),
  };
}
