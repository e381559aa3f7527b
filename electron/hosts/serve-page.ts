import { spawnEngine } from '../transport/spawn-engine.ts';
import { Supervisor } from '../transport/supervisor.ts';
import { hasDisplay, openBrowser } from './display.ts';
import { engineEntry, pageFolder } from './places.ts';
import { startServer } from './server.ts';

export interface ServeOptions {
  /** As `startServer` takes it. */
  port?: number | undefined;
  /** Open the system's browser, where there is a display. */
  open: boolean;
  /** Told once the page can be opened. */
  onReady?: (host: { address: string; port: number }) => void;
  /** The engine process's script; tests give a small engine. */
  entry?: string;
  /** The folder of the built page; tests give one of their own. */
  page?: string;
}

/**
 * Serves the page with a supervised engine process behind it until the process is asked to end (SIGINT, SIGTERM,
 * SIGHUP); then stops runs at a checkpoint, ends the engine and returns.
 */
export async function servePage(options: ServeOptions): Promise<void> {
  const engine = new Supervisor(() => spawnEngine(process.execPath, options.entry ?? engineEntry));
  engine.onEvent(({ name, payload }) => {
    if (name === 'engine.state') process.stderr.write(`${payload.message}\n`);
  });
  const asked = askedToEnd();
  try {
    const host = await startServer(engine, options.page ?? pageFolder, options.port);
    options.onReady?.(host);
    if (options.open && hasDisplay()) openBrowser(host.address);
    await asked;
    process.stderr.write('Closing Abbe: running trainings are stopped at a checkpoint…\n');
    await host.close();
  } finally {
    await engine.close();
  }
}

function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    // Kept after the first: one Ctrl+C arrives several times (terminal, npm, launcher) and must not cut the end short.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}
