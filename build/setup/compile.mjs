import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError, installHint } from './failures.mjs';
import { findProgram, run, tail } from './process.mjs';
import { hashOf, listFiles } from './stamp.mjs';

// Where the libraries lie as seen from node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8, where tfjs-node
// looks for its binding. Relative, so that the cached file serves every checkout.
const fromBinding = '../../deps/lib';

const compilers = { linux: ['g++', 'clang++', 'c++'], darwin: ['clang++', 'c++'] };

/** The C++ compiler to use (CXX, else what the system has), or null. */
export function findCompiler(env = process.env, platform = process.platform) {
  const names = env.CXX ? [env.CXX] : (compilers[platform] ?? compilers.linux);
  for (const name of names) {
    const path = name.includes('/') ? name : findProgram(name, env);
    if (path !== null) return path;
  }
  return null;
}

/** The binding's sources and the headers of Node-API, as the package manager installed them. */
const inputs = (checkout) => ({
  binding: join(checkout, 'node_modules', '@tensorflow', 'tfjs-node-gpu', 'binding'),
  headers: join(checkout, 'node_modules', 'node-api-headers'),
});

/** Keeps TensorFlow's notice at loading off the terminal; beside the binding, and needed by nothing. */
const quietSource = fileURLToPath(new URL('quiet.cc', import.meta.url));

/** Goes before the binding's own sources; what it cures stands there. */
const ownedTensorHeader = fileURLToPath(new URL('owned-tensor.h', import.meta.url));

function quietArguments({ checkout, output, platform = process.platform }) {
  const include = `-I${join(inputs(checkout).headers, 'include')}`;
  const shape = platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared'];
  return ['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8', include, ...shape, quietSource, '-o', output];
}

/**
 * The arguments of the compiler. Linux is what we run; macOS follows the package's own binding.gyp with
 * the wheel's library names and has not been seen to run.
 */
export function compilerArguments({ checkout, tensorflow, libraries, output, platform = process.platform }) {
  const { binding, headers } = inputs(checkout);
  const sources = listFiles([binding], (file) => file.endsWith('.cc'));
  const include = [join(headers, 'include'), join(tensorflow, 'include')];
  const before = ['-include', ownedTensorHeader];
  const common = [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-DNAPI_VERSION=8',
    ...include.map((x) => `-I${x}`),
    ...before,
  ];
  if (platform === 'darwin') {
    const files = libraries.map((file) => join(dirname(tensorflow), file));
    const mac = ['-bundle', '-undefined', 'dynamic_lookup', `-Wl,-rpath,@loader_path/${fromBinding}`];
    return [...common, ...mac, ...sources, ...files, '-o', output];
  }
  const link = libraries.map((file) => `-l:${file.split('/').at(-1)}`);
  const linux = ['-shared', `-L${tensorflow}`, ...link, `-Wl,-rpath,$ORIGIN/${fromBinding}`];
  return [...common, ...sources, ...linux, '-o', output];
}

/** What the compiled binding depends on; a change in any of it compiles it anew. */
export function bindingKey({ checkout, libraries, wheel, platform = process.platform, arch = process.arch }) {
  const { binding, headers } = inputs(checkout);
  const shape = compilerArguments({ checkout, tensorflow: 'T', libraries, output: 'O', platform });
  const sources = listFiles([binding]);
  const relative = shape.map((argument) => argument.replaceAll(checkout, ''));
  const { version } = JSON.parse(readFileSync(join(headers, 'package.json'), 'utf8'));
  const contents = [...sources, quietSource, ownedTensorHeader].map((file) => readFileSync(file));
  return hashOf(platform, arch, wheel, version, ...relative, ...contents).slice(0, 16);
}

/** @throws {SetupError} code no-compiler */
export function requireCompiler(env = process.env) {
  const compiler = findCompiler(env);
  if (compiler !== null) return compiler;
  const [name] = compilers[process.platform] ?? compilers.linux;
  throw new SetupError(
    `The C++ compiler ${name} is missing, and TensorFlow's connection to Node is compiled here: ` +
      `${installHint('g++')}, or go on without it, slower, with --runtime wasm.`,
    { code: 'no-compiler' },
  );
}

/**
 * Compiles tfjs-node's binding against the unpacked TensorFlow and puts it at `target` in one move; the caller
 * holds the lock.
 * @throws {SetupError} codes no-compiler, compile-failed
 */
export async function compileBinding({ checkout, tensorflow, libraries, target, progress }) {
  const compiler = requireCompiler();
  progress.phase('compiling the binding (about 10 s)');
  const work = `${target}.build`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const output = join(work, 'tfjs_binding.node');
    const args = compilerArguments({ checkout, tensorflow, libraries, output });
    const quiet = join(work, 'quiet.node');
    const result = await run(compiler, args, { cwd: work });
    const second = await run(compiler, quietArguments({ checkout, output: quiet }), { cwd: work });
    if (result.code !== 0 || second.code !== 0) {
      throw new SetupError(
        `${compiler} could not compile TensorFlow's connection to Node: see its message below, or go on without it, slower, with --runtime wasm.`,
        { code: 'compile-failed', detail: tail(result.output || second.output) },
      );
    }
    mkdirSync(dirname(target), { recursive: true });
    renameSync(quiet, join(dirname(target), 'quiet.node'));
    renameSync(output, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Copies a file so that it appears whole or not at all. */
export function copyAtomic(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const temporary = `${to}.${process.pid}.tmp`;
  copyFileSync(from, temporary);
  renameSync(temporary, to);
}
