import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCheckout, canProvision } from '../../support/setup-checkout.ts';

let checkout: FakeCheckout;
beforeEach((context) => {
  if (!canProvision) context.skip('needs Linux x64 with g++ and python3');
  checkout = new FakeCheckout();
});

const binding = () =>
  join(checkout.folder, 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node');

/** Waits until the stubs' log has a line that says a slow program started. */
async function untilStarted() {
  while (!readFileSync(checkout.log, 'utf8').includes('started')) await sleep(20);
}

/** Ends the launcher and everything it started, as a power cut would. */
async function killAll(started: ReturnType<FakeCheckout['start']>) {
  await untilStarted();
  process.kill(-(started.child.pid as number), 'SIGKILL');
  await started.outcome;
  writeFileSync(checkout.log, '');
}

describe('set-up', () => {
  it('provides packages and runtime, then does nothing and says nothing', async () => {
    const first = await checkout.run(['setup']);
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(first.stderr).toContain('[1/2] Packages\n');
    expect(first.stderr).toContain('[2/2] TensorFlow runtime\n');
    expect(first.stderr).toMatch(
      /Ready: TensorFlow 2\.21\.0 \(cpu\) from rung "wheel".*done now: Packages, TensorFlow runtime\.\n$/,
    );
    expect(checkout.runtime()).toMatchObject({
      rung: 'wheel',
      variant: 'cpu',
      backend: 'tensorflow',
      tensorflow: '2.21.0',
      fallbackReason: null,
      libraries: [
        expect.stringContaining('libtensorflow_cc.so.2'),
        expect.stringContaining('libtensorflow_framework.so.2'),
      ],
    });
    expect(existsSync(binding())).toBe(true);
    const second = await checkout.run(['abbe', 'doctor', '--json']);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(second.stdout)).toMatchObject({ word: 'doctor', rest: ['--json'], runtime: 'cpu' });
    expect(checkout.counts()).toEqual({ npm: 1, pip: 1 });
  });

  it('keeps only what is needed of the wheel, and not the wheel', async () => {
    await checkout.run(['setup']);
    const files = readdirSync(checkout.cache, { recursive: true }).map(String);
    expect(files.filter((file) => /\.whl$|unwanted|\.lock$|\.partial/.test(file))).toEqual([]);
    expect(files.some((file) => file.endsWith('tensorflow/include/tensorflow/c/c_api.h'))).toBe(true);
  });

  it('takes runtime and binding from the cache in a second clone', async () => {
    await checkout.run(['setup']);
    rmSync(join(checkout.folder, 'node_modules'), { recursive: true });
    checkout.remove('g++');
    const again = await checkout.run(['setup']);
    expect(again.code, again.stderr).toBe(0);
    expect(checkout.counts()).toEqual({ npm: 2, pip: 1 });
  });

  it('installs packages again when the lock file changed', async () => {
    await checkout.run(['setup']);
    writeFileSync(join(checkout.folder, 'package-lock.json'), '{ "packages": {} , "changed": true }');
    expect((await checkout.run(['setup'])).code).toBe(0);
    expect(checkout.counts()).toEqual({ npm: 2, pip: 1 });
  });

  it('leaves packages alone that npm itself recorded as matching the lock file', async () => {
    await checkout.run(['setup']);
    rmSync(join(checkout.folder, 'node_modules/.abbe/npm.json'));
    const record = { packages: { 'node_modules/a': { version: '1.0.0' } } };
    writeFileSync(join(checkout.folder, 'node_modules/.package-lock.json'), JSON.stringify(record));
    await checkout.run(['setup']);
    expect(checkout.counts().npm).toBe(1);
    record.packages['node_modules/a'].version = '0.9.0';
    writeFileSync(join(checkout.folder, 'node_modules/.package-lock.json'), JSON.stringify(record));
    await checkout.run(['setup']);
    expect(checkout.counts().npm).toBe(2);
  });

  it('compiles again when the binding in place is gone', async () => {
    await checkout.run(['setup']);
    rmSync(binding());
    expect((await checkout.run(['setup'])).stderr).toContain('[1/1] TensorFlow runtime');
    expect(existsSync(binding())).toBe(true);
  });

  it('run twice at the same time does everything once', async () => {
    const outcomes = await Promise.all([checkout.run(['setup']), checkout.run(['setup'])]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(checkout.counts()).toEqual({ npm: 1, pip: 1 });
    expect(outcomes.filter(({ stderr }) => /Waiting for process \d+/.test(stderr))).toHaveLength(1);
  });

  it('resumes after kill -9 in the middle of npm ci', async () => {
    await killAll(checkout.start(['setup'], { STUB_NPM_SLEEPS: '1' }));
    expect((await checkout.run(['setup'])).code).toBe(0);
    expect(checkout.counts()).toEqual({ npm: 1, pip: 1 });
  });

  it('resumes after kill -9 in the middle of the download', async () => {
    await killAll(checkout.start(['setup'], { STUB_PIP_SLEEPS: '1' }));
    expect((await checkout.run(['setup'])).code).toBe(0);
    expect(checkout.counts()).toEqual({ npm: 0, pip: 1 });
    expect(existsSync(binding())).toBe(true);
  });

  it('gives its lock back and says nothing more on Ctrl+C', async () => {
    const started = checkout.start(['setup'], { STUB_PIP_SLEEPS: '1' });
    await untilStarted();
    started.child.kill('SIGINT');
    expect(await started.outcome).toMatchObject({ code: 130 });
    expect(existsSync(join(checkout.folder, '.cache/setup.lock'))).toBe(false);
  });
});

describe('a failure of set-up', () => {
  const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

  it.each([
    [{ STUB_NPM_FAILS: 'EAI_AGAIN' }, /^npm could not reach its registry: check the network/],
    [{ STUB_NO_PIP: '1' }, /python3 has no pip, and pip fetches TensorFlow: install it with/],
    [
      { STUB_PIP_FAILS: 'NewConnectionError: name resolution' },
      /^pip could not reach its package index to download tensorflow-cpu: check the network/,
    ],
    [
      { STUB_PIP_FAILS: '[Errno 28] No space left on device' },
      /^The disk is full while downloading tensorflow-cpu: free some space/,
    ],
    [{ ABBE_CACHE: '/dev/null' }, /^\/dev\/null is not a folder.*point ABBE_CACHE at a folder of your own/],
    [{ ABBE_RUNTIME: 'tpu' }, /^There is no runtime "tpu": choose one of cpu, cuda, wasm\.$/],
  ])('is one sentence: %j', async (env, expected) => {
    const { code, stderr, stdout } = await checkout.run(['setup'], env);
    expect(code).toBeGreaterThan(0);
    expect(lastLine(stderr)).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
  });

  it('names python3 where it is missing', async () => {
    checkout.remove('python3');
    const { code, stderr } = await checkout.run(['setup']);
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/^python3 is missing, and it fetches TensorFlow: install it with/);
  });

  it('is told for a wheel with another checksum, which does not stay', async () => {
    checkout.pin(join(checkout.folder, 'build/launch.mjs'));
    const { code, stderr } = await checkout.run(['setup']);
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(
      /^The downloaded tensorflow-cpu does not have the expected checksum and was deleted/,
    );
    const files = readdirSync(checkout.cache, { recursive: true }).map(String);
    expect(files.filter((file) => file.endsWith('.whl') || file.endsWith('.so.2'))).toEqual([]);
  });

  it('names the compiler where it is missing, before anything is downloaded', async () => {
    checkout.remove('g++');
    const { code, stderr } = await checkout.run(['setup']);
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/^The C\+\+ compiler g\+\+ is missing.*--runtime wasm\.$/);
    expect(checkout.counts().pip).toBe(0);
  });

  it('is told when the compiler fails, with what it said', async () => {
    writeFileSync(join(checkout.folder, 'made/binding.cc'), '#error broken on purpose\n');
    const { code, stderr } = await checkout.run(['setup']);
    expect(code).toBe(1);
    expect(stderr).toContain('broken on purpose');
    expect(lastLine(stderr)).toMatch(/could not compile TensorFlow's connection to Node/);
  });
});

describe('the runtime', () => {
  it('is WebAssembly when asked for, and TensorFlow again when not', async () => {
    expect((await checkout.run(['setup', '--runtime', 'wasm'])).stderr).toContain('Ready: WebAssembly');
    expect(checkout.runtime()).toMatchObject({
      rung: 'wasm',
      backend: 'wasm',
      tensorflow: null,
      fallbackReason: null,
    });
    expect(checkout.counts().pip).toBe(0);
    expect((await checkout.run(['abbe', '--runtime=wasm', 'x'])).stdout).toContain('"runtime":"wasm"');
    await checkout.run(['setup']);
    expect(checkout.runtime()).toMatchObject({ rung: 'wheel', backend: 'tensorflow' });
  });

  it("comes from the package's install script where there is no compiler, until there is one", async () => {
    checkout.remove('g++');
    const script = `const fs = require('fs');
      fs.mkdirSync('lib/napi-v8', { recursive: true });
      fs.copyFileSync(process.env.STUB_ADDON, 'lib/napi-v8/tfjs_binding.node');`;
    await checkout.run(['setup', '--runtime', 'wasm']);
    const folder = join(checkout.folder, 'node_modules/@tensorflow/tfjs-node-gpu');
    mkdirSync(join(folder, 'scripts'));
    writeFileSync(join(folder, 'scripts/install.js'), script);
    writeFileSync(join(folder, 'scripts/deps-constants.js'), "exports.LIBTENSORFLOW_VERSION = '2.9.1';");
    const addon = otherAddon();
    const { code, stderr } = await checkout.run(['setup'], { STUB_ADDON: addon });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Using the install-script runtime: The C\+\+ compiler .* is missing/);
    expect(checkout.runtime()).toMatchObject({
      rung: 'install-script',
      tensorflow: '2.9.1',
      fallbackReason: expect.stringContaining('compiler'),
    });
    expect((await checkout.run(['abbe', 'x'])).stderr).toBe('');
    checkout.provide('g++');
    await checkout.run(['setup']);
    expect(checkout.runtime()).toMatchObject({ rung: 'wheel', fallbackReason: null });
  });

  it('comes from a packaged release that carries a binding, where there is no compiler', async () => {
    checkout.remove('g++');
    const folder = join(checkout.folder, 'resources/runtime/linux-x64-cpu');
    mkdirSync(join(folder, 'lib'), { recursive: true });
    writeFileSync(join(folder, 'lib/libtensorflow_cc.so.2'), '');
    cpSync(otherAddon(), join(folder, 'tfjs_binding.node'));
    const { code, stderr } = await checkout.run(['setup']);
    expect(code, stderr).toBe(0);
    expect(checkout.runtime()).toMatchObject({
      rung: 'packaged',
      fallbackReason: expect.stringContaining('compiler'),
    });
  });
});

/** An addon that loads without TensorFlow, as a release's or the install script's would with theirs. */
function otherAddon() {
  const source = join(checkout.folder, 'made/addon.cc');
  writeFileSync(
    source,
    '#include <node_api.h>\nstatic napi_value init(napi_env, napi_value exports) { return exports; }\nNAPI_MODULE(a, init)\n',
  );
  const addon = join(checkout.folder, 'made/addon.node');
  const headers = join(import.meta.dirname, '../../../node_modules/node-api-headers/include');
  execFileSync('/usr/bin/g++', ['-shared', '-fPIC', `-I${headers}`, source, '-o', addon]);
  return addon;
}

describe('the command', () => {
  it("ends with the command's exit code", async () => {
    await checkout.run(['setup', '--runtime', 'wasm']);
    expect((await checkout.run(['--runtime', 'wasm', 'abbe', 'fail'])).code).toBe(7);
    expect((await checkout.run(['--runtime', 'wasm', 'demo', '--folder', 'x'])).stdout).toContain(
      '{"word":"demo","rest":["--folder","x"]',
    );
  });

  it('runs where the person called npm, whatever folder npm itself runs it in', async () => {
    const words = ['--runtime', 'wasm', 'abbe', 'x'];
    const folderUnder = async (env: NodeJS.ProcessEnv) =>
      JSON.parse((await checkout.run(words, env)).stdout).cwd;
    const elsewhere = realpathSync(tmpdir());
    await checkout.run(['setup', '--runtime', 'wasm']);
    expect(await folderUnder({ npm_lifecycle_event: 'abbe', INIT_CWD: elsewhere })).toBe(elsewhere);
    expect(await folderUnder({ npm_lifecycle_event: 'test', INIT_CWD: elsewhere })).toBe(
      realpathSync(checkout.folder),
    );
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('gets %s and ends of it', async (signal) => {
    await checkout.run(['setup', '--runtime', 'wasm']);
    const { child, outcome } = checkout.start(['--runtime', 'wasm', 'abbe', 'wait']);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill(signal);
    expect((await outcome).signal).toBe(signal);
  });

  it('that does not exist is wrong usage', async () => {
    const { code, stderr } = await checkout.run(['lunch']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'There is no command "lunch": use one of start, test, demo, abbe, benchmark, check, package, setup, as in "npm start" or "npm run setup".\n',
    );
  });
});
