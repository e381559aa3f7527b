import { Socket } from 'node:net';
import type { Engine } from '../contract/calls.ts';
import { AbbeError } from '../contract/errors.ts';
import type { EventPayload } from '../contract/events.ts';
import type { Port } from '../transport/port.ts';
import { serve } from '../transport/serve.ts';
import { engineDescriptor } from '../transport/spawn-engine.ts';
import { streamPort } from '../transport/stream-port.ts';
import { parentPort } from '../transport/utility-port.ts';
import type { ParentPortLike } from '../transport/utility-port.ts';

const closeLimitMs = 8_000;

/**
 * Makes this process an engine process: creates the engine, serves it over the line to its host, and tells
 * `engine.state` ready, or failed with the reason. When the line closes, because the host asks or is gone, runs
 * are stopped at a checkpoint and the process ends, so that no engine outlives its host.
 */
export async function runEngine(createEngine: () => Promise<Engine>): Promise<void> {
  const port = hostPort();
  let engine: Engine | undefined;
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), closeLimitMs).unref();
    await engine?.close();
    process.exit(0);
  };
  port.onClose(() => void end());
  // Ctrl+C in a terminal reaches the whole group; the host decides and closes the line.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void end());
  try {
    engine = await createEngine();
  } catch (thrown) {
    tellState(port, {
      state: 'failed',
      message: `The engine cannot start: ${AbbeError.wrap(thrown).message}`,
    });
    // The host closes the line, or ends us, once it has read that.
    return;
  }
  serve(engine, port);
  tellState(port, { state: 'ready', message: 'The engine is ready.' });
}

/** The line to whoever started us: Electron's main, or the parent's pipe. */
function hostPort(): Port {
  const { parentPort: electron } = process as NodeJS.Process & { parentPort?: ParentPortLike };
  if (electron) return parentPort(electron);
  return streamPort(new Socket({ fd: engineDescriptor, readable: true, writable: true }));
}

function tellState(port: Port, payload: EventPayload<'engine.state'>): void {
  port.send({ kind: 'event', name: 'engine.state', payload });
}
