import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';

// What is shipped stands in package-lock.json, with what is for building alone marked; so a reader of it is shorter
// than a collector with a hundred packages of its own.

/** Packages for building whose parts end up in the page all the same. */
const bundled = ['@fontsource-variable/inter', '@lucide/vue', 'electron'];
const licenceFile = /^(licen[cs]e|copying|notice)/i;

/** What is included and is no npm package. */
const others = [
  {
    name: 'TensorFlow',
    version: '2.21',
    licence: 'Apache-2.0',
    author: 'The TensorFlow Authors',
    // The C++ library that the engine loads; the texts of what it is built from lie beside it where it is installed.
    text: 'Licensed under the Apache License, Version 2.0. You may obtain a copy of it at\n\n    https://www.apache.org/licenses/LICENSE-2.0\n\nUnless required by applicable law or agreed to in writing, software distributed under the License is distributed on\nan “AS IS” BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.',
  },
];

/**
 * Every package that Abbe ships, by name, each once a version.
 * @returns {{ name: string, version: string, licence: string, author: string, text: string }[]}
 */
export function collectLicences(checkout = root) {
  const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'));
  const found = new Map();
  for (const [path, entry] of Object.entries(lock.packages)) {
    const name = path.replace(/^.*node_modules\//, '');
    if (path === '' || (entry.dev && !bundled.includes(name))) continue;
    const folder = join(checkout, path);
    // Left out here: native parts for other systems.
    if (!existsSync(join(folder, 'package.json'))) continue;
    found.set(`${name} ${entry.version}`, { name, version: entry.version, ...describe(folder, entry) });
  }
  return [...found.values(), ...others, ...samples(checkout)].sort((a, b) =>
    a.name.localeCompare(b.name, 'en'),
  );
}

function describe(folder, entry) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { author, license } = manifest;
  const stated = entry.license ?? (typeof license === 'string' ? license : license?.type) ?? 'not stated';
  return {
    licence: /^see licen[cs]e/i.test(stated) ? 'own, see text' : stated,
    author: (typeof author === 'string' ? author : (author?.name ?? '')).replace(/\s*[<(].*$/, ''),
    text: licenceText(folder),
  };
}

function licenceText(folder) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && licenceFile.test(entry.name))
    .map((entry) => entry.name);
  return names.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n');
}

/** The images that ship as samples, each folder with its licence. */
function samples(checkout) {
  const folder = join(checkout, 'resources', 'samples');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const text = licenceText(join(folder, name));
      const source = join(folder, name, 'SOURCE.md');
      const from = existsSync(source) ? readFileSync(source, 'utf8').trim() : '';
      const kind = /MIT License/i.test(text)
        ? 'MIT'
        : /Creative Commons|CC[ -]BY|Attribution/i.test(text)
          ? 'CC BY'
          : 'see text';
      return {
        name: `Sample images: ${name}`,
        version: '',
        licence: kind,
        author: '',
        text: [from, text].filter(Boolean).join('\n\n'),
      };
    });
}

/** Puts `licences.json` beside the page. */
export function licencesPlugin() {
  return {
    name: 'abbe-licences',
    apply: 'build',
    generateBundle() {
      const source = JSON.stringify({ packages: collectLicences() });
      this.emitFile({ type: 'asset', fileName: 'licences.json', source });
    },
  };
}
