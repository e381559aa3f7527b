import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const env = process.env;

/** The user's Abbe data (sample projects, window state): `ABBE_DATA`, else the system's place for it. */
export function dataFolder(): string {
  if (env['ABBE_DATA']) return resolve(env['ABBE_DATA']);
  if (process.platform === 'win32')
    return join(env['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), 'abbe');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'abbe');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'abbe');
}

/** What can be made again (TensorFlow, thumbnails): `ABBE_CACHE`, else the system's place; as build/setup/paths.mjs. */
export function cacheFolder(): string {
  if (env['ABBE_CACHE']) return resolve(env['ABBE_CACHE']);
  if (process.platform === 'win32') {
    return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'abbe', 'Cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'abbe');
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'abbe');
}
