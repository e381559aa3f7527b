import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './failures.mjs';
import { stateFolder } from './paths.mjs';
import { run, tail } from './process.mjs';
import { hashFiles, isStamped, listFiles, stamp } from './stamp.mjs';

/**
 * A bundle of our own sources, made again when their content changes.
 * @param {{ name: string, title: string, entry: string, sources: string[], results: string[], script: string[] }} options
 *   `entry` is the source without which there is nothing to make; paths are relative to the checkout
 * @returns {import('./setup.mjs').Step}
 */
function bundleStep({ name, title, entry, sources, results, script }) {
  const inputs = (checkout) =>
    hashFiles(listFiles([...sources, 'package-lock.json'].map((path) => join(checkout, path))), checkout);
  return {
    title,
    applies: ({ checkout }) => existsSync(join(checkout, entry)),
    isDone({ checkout }) {
      if (!results.every((path) => existsSync(join(checkout, path)))) return false;
      return isStamped(stateFolder(checkout), name, inputs(checkout));
    },
    async run({ checkout, node }) {
      // Before the build, so that a file changed while it runs is built next time.
      const hash = inputs(checkout);
      const { code, output } = await run(node, script, { cwd: checkout });
      if (code !== 0) {
        throw new SetupError(`${title} could not be built: see the message below.`, {
          code: 'build-failed',
          detail: tail(output, 40),
        });
      }
      stamp(stateFolder(checkout), name, hash);
    },
  };
}

/** The page that the window and the loopback host show. */
export const pageStep = bundleStep({
  name: 'page',
  title: 'Page',
  entry: 'renderer/index.html',
  sources: [
    'renderer',
    'electron/contract',
    'electron/transport',
    'build/vite.config.ts',
    'build/licences.mjs',
  ],
  results: ['dist/renderer/index.html'],
  script: ['node_modules/vite/bin/vite.js', 'build', '--config', 'build/vite.config.ts'],
});

/** Electron's main, preload and engine process. */
export const electronStep = bundleStep({
  name: 'electron',
  title: 'Electron bundles',
  entry: 'electron/main/main.ts',
  sources: ['electron', 'build/bundle-electron.mjs', 'build/packaging/engine-packages.mjs'],
  results: ['main.cjs', 'preload.cjs', 'engine-process.mjs'].map((file) => `dist/electron/${file}`),
  script: ['build/bundle-electron.mjs'],
});
