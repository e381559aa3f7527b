import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { createEngine } from '../../electron/engine/engine.ts';
import { startServer } from '../../electron/hosts/server.ts';

export interface ServedViewer {
  address: string;
  /** For files of the test. */
  folder: string;
  close(): Promise<void>;
}

/** The viewer alone (`viewer-page/`), built and served with a real engine behind it. */
export async function serveViewer(): Promise<ServedViewer> {
  const folder = await mkdtemp(join(tmpdir(), 'abbe-viewer-'));
  await build({
    configFile: false,
    root: fileURLToPath(new URL('viewer-page', import.meta.url)),
    base: './',
    plugins: [vue()],
    logLevel: 'warn',
    build: { outDir: join(folder, 'page'), target: 'chrome83', assetsInlineLimit: 0, minify: true },
  });
  const engine = await createEngine({
    dataFolder: join(folder, 'data'),
    cacheFolder: join(folder, 'cache'),
    abbeVersion: 'test',
  });
  const host = await startServer(engine, join(folder, 'page'), 0);
  return {
    address: host.address,
    folder,
    async close() {
      await host.close();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
