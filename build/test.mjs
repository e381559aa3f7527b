/**
 * Runs the tests and ends with one plain line, "N passed, N failed, N skipped", alone on stdout's last line.
 * Words after the command go to vitest: npm test -- test/unit/build
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './run-child.mjs';
import { countLine, countTests } from './test-counts.mjs';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'abbe-report-'));
const report = join(folder, 'report.json');

/** vitest's report, or null where it ended before it wrote one. */
function readReport() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const options = ['run', '--config', 'build/vitest.config.ts', '--reporter=default', '--reporter=json'];

// TensorFlow reads its log level when it is loaded, from the environment the process began with.
const env = { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env };
const words = [vitest, ...options, `--outputFile.json=${report}`, ...process.argv.slice(2)];
const status = await runChild(words, { cwd: root, env });
const counts = countTests(readReport(), status === 0);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`\n${countLine(counts)}\n`);
process.exitCode = status !== 0 ? status : Number(counts.failed > 0);
