import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { findCompiler } from './compile.mjs';
import { SetupError } from './failures.mjs';
import { bindingFile, checkLoads, nativeKey, pinnedRuntime, place, provideFromWheel } from './native.mjs';
import { run, tail } from './process.mjs';
import { readRuntime, writeRuntime } from './runtime-file.mjs';
import { chooseRuntime } from './variant.mjs';

// Failures of the first rung that a lower rung can help with; the others (network, space) it would share.
const fallsThrough = new Set(['no-compiler', 'compile-failed', 'unsupported-platform', 'no-wheel']);

/** The folder of a release's own binding for this machine, where it carries one. */
export const packagedFolder = (checkout, variant) =>
  join(checkout, 'resources', 'runtime', `${process.platform}-${process.arch}-${variant}`);

/** A hash of what this machine's runtime is made from, also where no wheel exists. */
function expectedKey(checkout, variant) {
  const pinned = pinnedRuntime(variant);
  return pinned === null
    ? `none-${process.platform}-${process.arch}-${variant}`
    : nativeKey(checkout, pinned);
}

/** The second rung: `tfjs_binding.node` and `lib/` as a release carries them. Null where it carries none. */
async function provideFromPackage(variant, { checkout, node }) {
  const folder = packagedFolder(checkout, variant);
  const binding = join(folder, 'tfjs_binding.node');
  const lib = join(folder, 'lib');
  if (!existsSync(binding) || !existsSync(lib)) return null;
  place(checkout, { binding, tensorflow: lib });
  await checkLoads(checkout, node);
  const { tensorflow } = createRequire(import.meta.url)('./wheels.json');
  const libraries = readdirSync(lib).map((name) => join(lib, name));
  return { rung: 'packaged', variant, backend: 'tensorflow', tensorflow, libraries };
}

/** The third rung: the package's own install script, which downloads an older libtensorflow. */
async function provideFromInstallScript(variant, { checkout, node, env, progress }) {
  progress.phase("trying tfjs-node's own install script");
  const folder = join(checkout, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
  const path = [join(checkout, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter);
  const args = ['scripts/install.js', variant === 'cuda' ? 'gpu' : 'cpu', 'download'];
  const { code, output } = await run(node, args, {
    cwd: folder,
    env: { ...env, PATH: path },
    timeoutMs: 600_000,
  });
  if (code !== 0 || !existsSync(bindingFile(checkout))) {
    throw new SetupError('The install script of tfjs-node failed.', {
      code: 'install-script',
      detail: tail(output),
    });
  }
  await checkLoads(checkout, node);
  const { LIBTENSORFLOW_VERSION: tensorflow } = createRequire(import.meta.url)(
    join(folder, 'scripts', 'deps-constants.js'),
  );
  const lib = join(folder, 'deps', 'lib');
  const libraries = existsSync(lib) ? readdirSync(lib).map((name) => join(lib, name)) : [];
  return { rung: 'install-script', variant, backend: 'tensorflow', tensorflow, libraries };
}

/** Rungs two to four, after `failure` of the first. */
async function provideLower(variant, context, failure) {
  const packaged = await provideFromPackage(variant, context);
  if (packaged !== null) return packaged;
  try {
    return await provideFromInstallScript(variant, context);
  } catch (error) {
    // Only where no TensorFlow exists for the system is the slow backend taken unasked: a missing compiler
    // is installed in a minute, and a tenth of the speed must not come as a surprise.
    if (failure.code !== 'unsupported-platform') throw failure;
    context.progress.note(error.detail ?? error.message);
    return { rung: 'wasm', variant: 'cpu', backend: 'wasm' };
  }
}

const advice = {
  packaged: 'Nothing needs to be done.',
  'install-script': 'It is an older TensorFlow; run "npm run setup" again once the reason is gone.',
  wasm: 'It is many times slower; use Linux x64 or arm64, or macOS arm64, for training.',
};

/**
 * Provides the runtime that was asked for or fits the machine, from the highest rung that works, and writes
 * node_modules/.abbe/runtime.json.
 */
async function provide(context) {
  const { checkout, env, progress } = context;
  const request = chooseRuntime(env);
  if (request === 'wasm') {
    return writeRuntime(checkout, { rung: 'wasm', variant: 'cpu', backend: 'wasm', request, key: 'wasm' });
  }
  const key = expectedKey(checkout, request);
  try {
    return writeRuntime(checkout, { ...(await provideFromWheel(request, context)), request });
  } catch (error) {
    if (!fallsThrough.has(error.code)) throw withCpuHint(error, request);
    const state = await provideLower(request, context, error);
    progress.note(`Using the ${state.rung} runtime: ${error.message} ${advice[state.rung]}`);
    const reason = { fallbackReason: error.message, fallbackCode: error.code };
    return writeRuntime(checkout, { ...state, ...reason, request, key });
  }
}

/** Who cannot have CUDA can have the CPU variant. */
function withCpuHint(error, request) {
  if (request !== 'cuda' || !(error instanceof SetupError)) return error;
  const message = `${error.message} (Without the GPU: --runtime cpu.)`;
  return new SetupError(message, { code: error.code, detail: error.detail });
}

/** TensorFlow's native part. */
export const runtimeStep = {
  title: 'TensorFlow runtime',
  isDone({ checkout, env }) {
    const request = chooseRuntime(env);
    const state = readRuntime(checkout);
    if (state === null || state.request !== request) return false;
    if (request === 'wasm') return state.rung === 'wasm';
    if (state.key !== expectedKey(checkout, request)) return false;
    if (state.fallbackCode === 'no-compiler' && findCompiler(env) !== null) return false;
    if (state.backend === 'wasm') return true;
    return [bindingFile(checkout), ...state.libraries].every((file) => existsSync(file));
  },
  run: provide,
};
