/**
 * Bundles what Electron starts: main and preload (CommonJS, as a sandboxed preload must be) and the engine
 * process. Run on Node with the packages installed: node build/bundle-electron.mjs
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { enginePackages } from './packaging/engine-packages.mjs';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');

const external = ['electron', ...enginePackages];

// A CommonJS file has no import.meta; what reads it gets the bundle's own address.
const importMeta = {
  define: { 'import.meta.url': 'importMetaUrl', 'import.meta.dirname': '__dirname' },
  banner: { js: "const importMetaUrl = require('url').pathToFileURL(__filename).href;" },
};

// CommonJS packages inside an ES module still call require and ask where they are.
const esm = {
  format: 'esm',
  define: { __filename: 'bundleFile', __dirname: 'bundleFolder' },
  banner: {
    js: [
      "import { createRequire as requireFrom } from 'node:module';",
      'const require = requireFrom(import.meta.url);',
      'const bundleFile = import.meta.filename, bundleFolder = import.meta.dirname;',
    ].join(' '),
  },
};

const bundles = [
  // node12 is the Node inside Electron 9, which the smoke test starts.
  { entry: 'electron/main/main.ts', out: 'main.cjs', target: 'node12', ...importMeta },
  { entry: 'electron/preload/preload.ts', out: 'preload.cjs', target: 'node12' },
  // ESM: some of its packages offer nothing else, and it finds its files through import.meta.
  { entry: 'electron/hosts/engine-process.ts', out: 'engine-process.mjs', target: 'node24', ...esm },
  // Threads of the training feed, which the engine process starts from beside itself.
  { entry: 'electron/engine/handlers/feed-thread.ts', out: 'feed-thread.mjs', target: 'node24', ...esm },
  // Threads that make thumbnails, likewise.
  {
    entry: 'electron/engine/handlers/thumbnails/thumbnail-thread.ts',
    out: 'thumbnail-thread.mjs',
    target: 'node24',
    ...esm,
  },
];

for (const { entry, out, ...options } of bundles) {
  if (!existsSync(join(root, entry))) continue;
  await build({
    entryPoints: [join(root, entry)],
    outfile: join(root, 'dist', 'electron', out),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    sourcemap: 'linked',
    logLevel: 'warning',
    external,
    ...options,
  });
}
