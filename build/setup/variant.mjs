import { existsSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { SetupError } from './failures.mjs';
import { findProgram } from './process.mjs';

/** What a person may ask for with `--runtime` or ABBE_RUNTIME. */
export const requests = ['cpu', 'cuda', 'wasm'];

/** @throws {SetupError} when `value` is none of them */
export function checkRequest(value) {
  if (requests.includes(value)) return value;
  throw new SetupError(`There is no runtime "${value}": choose one of ${requests.join(', ')}.`, {
    code: 'wrong-usage',
  });
}

const libraryFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/lib/wsl/lib',
  '/usr/local/nvidia/lib64',
  '/usr/local/cuda/compat',
];

function hasDriverLibrary(env, folders) {
  const all = [...(env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean), ...folders];
  return all.some((folder) => {
    try {
      return readdirSync(folder).some((name) => name.startsWith('libcuda.so'));
    } catch {
      return false;
    }
  });
}

/** nvidia-smi lists a GPU; asked only where the cheaper signs do not decide, as it takes up to a second. */
function listsGpu(env) {
  const program = findProgram('nvidia-smi', env);
  if (program === null) return false;
  const { status, stdout } = spawnSync(program, ['-L'], { env, encoding: 'utf8', timeout: 5_000 });
  return status === 0 && /^GPU \d+/m.test(stdout ?? '');
}

/**
 * `cuda` when an NVIDIA driver answers on a system that has a CUDA wheel (Linux x64), else `cpu`.
 * The arguments are for tests; a run takes them from the machine.
 */
export function detectVariant({
  platform = process.platform,
  arch = process.arch,
  env = process.env,
  driverFile = '/proc/driver/nvidia/version',
  folders = libraryFolders,
} = {}) {
  if (platform !== 'linux' || arch !== 'x64') return 'cpu';
  if (existsSync(driverFile) && hasDriverLibrary(env, folders)) return 'cuda';
  return listsGpu(env) ? 'cuda' : 'cpu';
}

/** What to provide: what was asked for, else what the machine has. */
export const chooseRuntime = (env = process.env, machine = {}) =>
  env.ABBE_RUNTIME ? checkRequest(env.ABBE_RUNTIME) : detectVariant({ env, ...machine });
