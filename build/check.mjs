/** Everything that must hold before a change is handed in, quickest first: npm run check */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './run-child.mjs';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const script = (path) => join(root, 'node_modules', path);

const checks = [
  ['formatting', script('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
  [
    'lint and import rules',
    script('eslint/bin/eslint.js'),
    '--config',
    'build/eslint.config.mjs',
    '--max-warnings=0',
    '.',
  ],
  ['types', script('vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', 'tsconfig.json'],
  ['unit tests', join(root, 'build/test.mjs'), '--project', 'unit', '--project', 'contract'],
  ['page', script('vite/bin/vite.js'), 'build', '--config', 'build/vite.config.ts', '--logLevel=warn'],
  ['Electron bundles', join(root, 'build/bundle-electron.mjs')],
];

const failed = [];
for (const [name, ...command] of checks) {
  const startedAt = Date.now();
  const status = await runChild(command, { cwd: root });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (status !== 0) failed.push(name);
  // Ended by a signal, as by Ctrl+C: the person has seen enough.
  if (status > 128) break;
}
process.stdout.write(failed.length === 0 ? 'All checks passed.\n' : `Failed: ${failed.join(', ')}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
