import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../build/setup/process.mjs';
import type { Tool } from './tools.ts';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
  'chrome',
];

/** Where macOS and Windows keep browsers, which are not on PATH there. */
function usualPlaces(env: NodeJS.ProcessEnv): string[] {
  const mac = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  );
  const windows = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const base = env[variable];
    if (!base) return [];
    return [
      join(base, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(base, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  });
  return [...mac, ...windows];
}

/** A browser of the Chromium family: CHROMIUM_PATH, else one on PATH, else one in its usual place. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): Tool {
  const chosen = env['CHROMIUM_PATH'];
  if (chosen) {
    return existsSync(chosen)
      ? { path: chosen }
      : { missing: `CHROMIUM_PATH names ${chosen}, which does not exist.` };
  }
  const found = names.map((name) => findProgram(name, env)).find((path) => path !== null);
  const path = found ?? usualPlaces(env).find((place) => existsSync(place));
  if (path) return { path };
  return { missing: 'No Chromium, Chrome or Edge was found: install one, or set CHROMIUM_PATH to it.' };
}
