import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folders of packages and of all that they need at run time, found as Node finds them. Optional packages
 * for other systems are not there and are left out.
 *
 * @param {string} checkout
 * @param {readonly string[]} names packages of the checkout
 * @returns {string[]} paths below the checkout: node_modules/a, node_modules/a/node_modules/b
 * @throws {Error} where a package that is needed is missing
 */
export function runtimePackages(checkout, names) {
  const found = new Set();
  const waiting = names.map((name) => ({ name, from: '', optional: false }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const folder = resolvePackage(checkout, next);
    if (folder === null && next.optional) continue;
    if (folder === null)
      throw new Error(`${next.name}, which ${next.from || 'Abbe'} needs, is not installed.`);
    if (found.has(folder)) continue;
    found.add(folder);
    const manifest = JSON.parse(readFileSync(join(checkout, folder, 'package.json'), 'utf8'));
    const optional = manifest.optionalDependencies ?? {};
    for (const name of Object.keys({ ...manifest.dependencies, ...optional })) {
      waiting.push({ name, from: folder, optional: name in optional });
    }
  }
  return [...found].sort();
}

/** The nearest node_modules that holds it, from the folder of who asks upwards. */
function resolvePackage(checkout, { name, from }) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(checkout, candidate, 'package.json'))) return candidate;
    if (folder === '' || folder === '.') return null;
  }
}
