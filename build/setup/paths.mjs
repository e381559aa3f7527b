import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this script belongs to. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where a checkout keeps what set-up knows about its node_modules; npm ci removes it together with them. */
export const stateFolder = (checkout = root) => join(checkout, 'node_modules', '.abbe');

/** Where set-up's own lock lives; outside node_modules, since npm ci empties that. */
export const checkoutLock = (checkout = root) => join(checkout, '.cache', 'setup.lock');

/**
 * The per-user cache: `ABBE_CACHE`, else what the system prescribes (XDG_CACHE_HOME, ~/Library/Caches,
 * LOCALAPPDATA), in a folder `abbe`. Empty variables count as unset.
 */
export function cacheFolder(env = process.env, platform = process.platform, home = homedir()) {
  if (env.ABBE_CACHE) return resolve(env.ABBE_CACHE);
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'abbe', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'abbe');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'abbe');
}
