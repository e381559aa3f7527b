import { join } from 'node:path';
import { stateFolder } from './paths.mjs';
import { readJson, writeAtomic } from './stamp.mjs';

/**
 * @typedef {object} RuntimeState what is in use, read by electron/engine/runtime
 * @property {'wheel' | 'packaged' | 'install-script' | 'wasm'} rung
 * @property {'cpu' | 'cuda'} variant
 * @property {'tensorflow' | 'wasm'} backend
 * @property {string | null} tensorflow version of the native library
 * @property {string | null} cache the folder in the per-user cache
 * @property {string[]} libraries absolute paths of the native libraries
 * @property {string} builtAt ISO 8601
 * @property {string | null} fallbackReason why it is not the first rung; null when it is, or was asked for
 * @property {string | null} fallbackCode the failure's code, for set-up itself
 * @property {string} request what was asked for or detected
 * @property {string} key hash of everything the runtime was made from
 */

/** Where the state lies. */
export const runtimeFile = (checkout) => join(stateFolder(checkout), 'runtime.json');

/** @returns {RuntimeState | null} */
export const readRuntime = (checkout) => readJson(runtimeFile(checkout));

/** @param {Partial<RuntimeState>} state */
export function writeRuntime(checkout, state) {
  const whole = {
    cache: null,
    libraries: [],
    tensorflow: null,
    fallbackReason: null,
    fallbackCode: null,
    builtAt: new Date().toISOString(),
    ...state,
  };
  writeAtomic(runtimeFile(checkout), `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}
