import { findBrowser } from '../../electron/hosts/find-browser.ts';
import type { Tool } from './tools.ts';

/** A browser of the Chromium family: CHROMIUM_PATH, else one on PATH, else one in its usual place. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): Tool {
  const path = findBrowser(env);
  if (path !== null) return { path };
  const chosen = env['CHROMIUM_PATH'];
  if (chosen) return { missing: `CHROMIUM_PATH names ${chosen}, which is no program.` };
  return { missing: 'No Chromium, Chrome or Edge was found: install one, or set CHROMIUM_PATH to it.' };
}
