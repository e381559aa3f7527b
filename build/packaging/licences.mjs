import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Packages whose code or files are in the built page although they are development dependencies. */
const inThePage = ['@fontsource-variable/inter', '@lucide/vue'];

/**
 * The licences of all that a package of Abbe carries, by name: everything that package.json depends on at run
 * time, bundled or not, and what the page's build takes in.
 *
 * @param {string} checkout
 * @param {readonly string[]} folders packages as `runtimePackages` gives them
 * @returns {{ name: string, version: string, licence: string, text: string }[]}
 */
export function licencesOf(checkout, folders) {
  return folders
    .map((folder) => {
      const path = join(checkout, folder);
      const { name, version, license, licenses } = JSON.parse(
        readFileSync(join(path, 'package.json'), 'utf8'),
      );
      const named = typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type);
      return { name, version, licence: named ?? 'see text', text: textOf(path) };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The direct dependencies from which `runtimePackages` finds all that is carried. */
export function carriedNames(checkout) {
  const { dependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  return [...Object.keys(dependencies), ...inThePage];
}

/** Every licence and notice file of a package. */
function textOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((file) => /^(licen[cs]e|copying|notice|third.?party)/i.test(file) && !/\.(js|json)$/.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    .join('\n\n');
}

/** All of them as one text, with TensorFlow's own library, which is no npm package. */
export function licenceText(licences, tensorflow) {
  const native =
    tensorflow === null
      ? []
      : [{ name: 'TensorFlow (native library)', version: tensorflow, licence: 'Apache-2.0', text: '' }];
  const rule = '-'.repeat(78);
  return [...native, ...licences]
    .map(({ name, version, licence, text }) => `${rule}\n${name} ${version} (${licence})\n\n${text}\n`)
    .join('\n');
}
