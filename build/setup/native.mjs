import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bindingKey, compileBinding, copyAtomic, requireCompiler } from './compile.mjs';
import { SetupError } from './failures.mjs';
import { withLock } from './lock.mjs';
import { run, tail } from './process.mjs';
import { hashOf } from './stamp.mjs';
import { checkSpace, downloadWheel, findPip, holdsAll, spaceFor, unpackWheel } from './wheel.mjs';

const table = JSON.parse(readFileSync(new URL('wheels.json', import.meta.url), 'utf8'));

const packageFolder = (checkout) => join(checkout, 'node_modules', '@tensorflow', 'tfjs-node-gpu');

/** Where tfjs-node looks for its binding. */
export const bindingFile = (checkout) => join(packageFolder(checkout), 'lib', 'napi-v8', 'tfjs_binding.node');

/** The pinned wheels for a machine and variant, or null where there are none. */
export function pinnedRuntime(variant, platform = process.platform, arch = process.arch) {
  const entry = table.runtimes[`${platform}-${arch}-${variant}`];
  if (entry === undefined) return null;
  const pins = entry.wheels.map((wheel) => `${wheel.sha256} ${wheel.members.join(' ')}`);
  const name = `tensorflow-${table.tensorflow}-${platform}-${arch}-${variant}-${hashOf(...pins).slice(0, 8)}`;
  return { ...entry, name, version: table.tensorflow, python: table.python };
}

/** What the native runtime is made from: the unpacked wheels' name and the binding's key. */
export function nativeKey(checkout, pinned) {
  const key = bindingKey({ checkout, libraries: pinned.libraries, wheel: pinned.name });
  return `${pinned.name}+${key}`;
}

/** glibc's version, or null on a Linux with another C library, where the wheels cannot load. */
function hasGlibc() {
  if (process.platform !== 'linux') return true;
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime !== undefined;
}

/** Fetches and unpacks the wheels into the cache, one after another; what is there is not done again. */
async function unpackAll(pinned, { cache, env, progress }) {
  const final = join(cache, 'runtime', pinned.name);
  if (holdsAll(final, pinned.libraries)) return final;
  const partial = `${final}.partial`;
  const doneMark = (wheel) => join(partial, '.done', wheel.sha256);
  mkdirSync(join(partial, '.done'), { recursive: true });
  const missing = pinned.wheels.filter((wheel) => !existsSync(doneMark(wheel)));
  const python = await findPip(env);
  if (missing.length > 0) checkSpace(cache, spaceFor(missing), 'The TensorFlow runtime');
  const folder = join(cache, 'downloads', pinned.name);
  for (const wheel of missing) {
    const file = await downloadWheel(wheel, { python, pythonVersion: pinned.python, folder, progress, env });
    await unpackWheel(file, partial, wheel.members, { python, progress });
    rmSync(folder, { recursive: true, force: true });
    writeFileSync(doneMark(wheel), '');
  }
  rmSync(final, { recursive: true, force: true });
  renameSync(partial, final);
  return final;
}

/** Makes `path` a link to `target`, replacing what is there. */
function replaceLink(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry && !entry.isSymbolicLink()) rmSync(path, { recursive: true, force: true });
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  symlinkSync(target, temporary, 'dir');
  renameSync(temporary, path);
}

/**
 * Puts binding and libraries where tfjs-node looks. `deps/lib` is a link to TensorFlow's folder: its libraries'
 * own run path, `$ORIGIN/../nvidia`, then leads to NVIDIA's beside it, as in site-packages.
 */
export function place(checkout, { binding, tensorflow }) {
  replaceLink(tensorflow, join(packageFolder(checkout), 'deps', 'lib'));
  const quiet = join(dirname(binding), 'quiet.node');
  if (existsSync(quiet)) copyAtomic(quiet, join(dirname(bindingFile(checkout)), 'quiet.node'));
  copyAtomic(binding, bindingFile(checkout));
}

/** @throws {SetupError} code load-failed, when the placed binding does not load on this machine */
export async function checkLoads(checkout, node) {
  const script = 'process.dlopen({ exports: {} }, process.argv[1])';
  const { code, output } = await run(node, ['-e', script, bindingFile(checkout)], { timeoutMs: 120_000 });
  if (code === 0) return;
  throw new SetupError(
    'TensorFlow is in place but does not load on this machine: see the message below, or go on without it, slower, with --runtime wasm.',
    { code: 'load-failed', detail: tail(output) || 'the process was ended by a signal (no AVX?)' },
  );
}

/**
 * The first rung: TensorFlow from its PyPI wheel, the binding compiled here, both from the cache if it can.
 * @returns what goes into runtime.json
 * @throws {SetupError} unsupported-platform, no-python, no-pip, no-space, no-network, no-wheel, checksum,
 *   no-compiler, compile-failed, load-failed
 */
export async function provideFromWheel(variant, context) {
  const { checkout, cache, node, progress } = context;
  const pinned = pinnedRuntime(variant);
  if (pinned === null || !hasGlibc()) {
    const system = `${process.platform}-${process.arch}${pinned ? ' without glibc' : ''}`;
    throw new SetupError(`There is no TensorFlow wheel for ${system} (${variant}).`, {
      code: 'unsupported-platform',
    });
  }
  mkdirSync(cache, { recursive: true });
  const key = bindingKey({ checkout, libraries: pinned.libraries, wheel: pinned.name });
  const binding = join(cache, 'bindings', key, 'tfjs_binding.node');
  // Asked before the download, so that who lacks one does not wait for nothing.
  if (!existsSync(binding)) requireCompiler(context.env);
  const onWait = (holder) =>
    progress.phase(`waiting for process ${holder.pid} on ${holder.host}, which is ${holder.what}`);
  const lock = join(cache, 'locks', `${pinned.name}.lock`);
  const folder = await withLock(lock, 'providing TensorFlow', { onWait }, async () => {
    const unpacked = await unpackAll(pinned, context);
    const tensorflow = join(unpacked, 'tensorflow');
    if (!existsSync(binding)) {
      await compileBinding({ checkout, tensorflow, libraries: pinned.libraries, target: binding, progress });
    }
    return unpacked;
  });
  progress.phase('loading TensorFlow once');
  place(checkout, { binding, tensorflow: join(folder, 'tensorflow') });
  await checkLoads(checkout, node);
  return {
    rung: 'wheel',
    variant,
    backend: 'tensorflow',
    tensorflow: pinned.version,
    cache: folder,
    libraries: pinned.libraries.map((file) => join(folder, file)),
    key: nativeKey(checkout, pinned),
  };
}
