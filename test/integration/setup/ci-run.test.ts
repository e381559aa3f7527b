import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../../.ci/run');
let folder: string;
let log: string;

function stub(name: string, text: string) {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

/** Runs .ci/run with nothing on PATH but the stubs. */
function run(): Promise<{ code: number; output: string; calls: string[] }> {
  return new Promise((settle) => {
    const env = { PATH: join(folder, 'bin') };
    execFile('/bin/bash', [join(folder, '.ci', 'run')], { env }, (error, stdout, stderr) => {
      const calls = readFileSync(log, 'utf8').trimEnd().split('\n');
      settle({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr, calls });
    });
  });
}

beforeEach((context) => {
  if (!existsSync('/bin/bash') || !existsSync('/usr/bin/sed')) context.skip('needs bash and sed');
  folder = mkdtempSync(join(tmpdir(), 'ci-'));
  log = join(folder, 'log.txt');
  writeFileSync(log, '');
  for (const name of ['bin', '.ci']) mkdirSync(join(folder, name));
  cpSync(script, join(folder, '.ci', 'run'));
  for (const name of ['dirname', 'sed']) stub(name, `exec /usr/bin/${name} "$@"`);
  stub('node', 'echo 20');
  for (const name of ['g++', 'python3', 'chromium', 'Xvfb', 'dpkg']) stub(name, 'exit 0');
  stub('id', 'echo 0');
  stub('apt-cache', 'echo "  Candidate: 1.0"');
  stub('apt-get', `echo "apt-get $*" >> ${log}`);
  stub('sudo', `echo "sudo $*" >> ${log}`);
  stub('npm', `echo "npm $* CI=$CI" >> ${log}; echo "3 passed, 0 failed, 0 skipped"`);
});

describe('.ci/run', () => {
  it('runs npm test under CI, and installs nothing where nothing is missing', async () => {
    const { code, output, calls } = await run();
    expect(code).toBe(0);
    expect(calls).toEqual(['npm test --silent CI=true']);
    expect(output.trimEnd().split('\n').at(-1)).toBe('3 passed, 0 failed, 0 skipped');
  });

  it('installs what is missing, by the name that this Debian has for it', async () => {
    stub('python3', '[ "$2" = "import ensurepip" ] && exit 1; exit 0');
    stub('dpkg', 'case "$2" in libgtk-3-0*|libnss3*) exit 1;; esac; exit 0');
    stub(
      'apt-cache',
      'case "$2" in libgtk-3-0) echo "  Candidate: (none)";; *) echo "  Candidate: 1.0";; esac',
    );
    const { code, calls } = await run();
    expect(code).toBe(0);
    expect(calls).toEqual([
      'apt-get update -q',
      'apt-get install -q -y --no-install-recommends python3-venv libgtk-3-0t64 libnss3',
      'npm test --silent CI=true',
    ]);
  });

  it('asks sudo where it is not root', async () => {
    stub('id', 'echo 1000');
    stub('dpkg', 'case "$2" in libxss1*) exit 1;; esac; exit 0');
    const { calls } = await run();
    expect(calls.slice(0, 2)).toEqual([
      'sudo -E apt-get update -q',
      'sudo -E apt-get install -q -y --no-install-recommends libxss1',
    ]);
  });

  it("fails with npm test's exit code, and for a Node that is too old", async () => {
    stub('npm', 'exit 3');
    expect((await run()).code).toBe(3);
    stub('node', 'echo 18');
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toContain('Node 18 is too old: install Node 20 or later.');
  });
});
