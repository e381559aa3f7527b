import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { collectLicences } from '../licences.mjs';
import { readRuntime } from '../setup/runtime-file.mjs';
import { runtimePackages } from './closure.mjs';
import { enginePackages } from './engine-packages.mjs';
import { makeIcons } from './icons.mjs';

/** What a package's files are for development alone. */
const leftOut = /\.(map|ts|tsbuildinfo|html|md|flow|cc|h|gyp)$|(^|\/)\.(?!abbe)[^/]*$/;
/** tfjs carries its library once for each kind of browser; Node takes tf.node.js. */
const unused = [
  /@tensorflow\/[^/]+\/(src|dist\/miniprogram)\//,
  /@tensorflow\/tfjs\/dist\/tf\.(?!node\.js$)/,
];
const licenceName = /(^|\/)(licen[cs]e|copying|notice)[^/]*$/i;

/**
 * Lays out what goes into a package, for this machine's system: `app` (the archive: main, preload, page),
 * `engine` (plain files: its bundles, the packages with native files, TensorFlow's library), `icons` and
 * `licences.txt`. Files are linked where the disk can, as TensorFlow alone is some 800 MB.
 *
 * @param {string} checkout with the page and the bundles built and the runtime provided
 * @param {string} folder is emptied first
 * @param {{ before?: string }} [options] `before`: a CommonJS file that main is loaded after (the smoke test's)
 * @throws {Error} naming what is not built yet
 */
export async function stage(checkout, folder, { before } = {}) {
  const runtime = readRuntime(checkout);
  if (runtime === null) throw new Error('The TensorFlow runtime is not set up: run "npm run setup".');
  for (const file of ['electron/main.cjs', 'electron/engine-process.mjs', 'renderer/index.html']) {
    if (!existsSync(join(checkout, 'dist', file)))
      throw new Error(`dist/${file} is not built: run "npm run setup".`);
  }
  rmSync(folder, { recursive: true, force: true });
  stageApp(checkout, join(folder, 'app'), before);
  stageEngine(checkout, join(folder, 'engine'), runtime);
  await makeIcons(join(checkout, 'renderer', 'public', 'icon.svg'), join(folder, 'resources'));
  writeFileSync(join(folder, 'licences.txt'), licenceText(collectLicences(checkout)));
}

function stageApp(checkout, folder, before) {
  const { name, version, description, license } = manifestOf(checkout);
  const main = before === undefined ? 'dist/electron/main.cjs' : 'before.cjs';
  writeJson(join(folder, 'package.json'), { name, productName: 'Abbe', version, description, license, main });
  for (const file of ['main.cjs', 'preload.cjs']) {
    copyInto(join(checkout, 'dist', 'electron', file), join(folder, 'dist', 'electron', file));
  }
  cpSync(join(checkout, 'dist', 'renderer'), join(folder, 'dist', 'renderer'), { recursive: true });
  if (before === undefined) return;
  copyInto(before, join(folder, 'shims.cjs'));
  writeFileSync(
    join(folder, 'before.cjs'),
    "require('./shims.cjs');\nrequire('./dist/electron/main.cjs');\n",
  );
}

function stageEngine(checkout, folder, runtime) {
  const { name, version } = manifestOf(checkout);
  writeJson(join(folder, 'package.json'), { name, version, type: 'module' });
  const bundles = join(checkout, 'dist', 'electron');
  for (const file of readdirSync(bundles).filter((file) => file.endsWith('.mjs'))) {
    copyInto(join(bundles, file), join(folder, 'dist', 'electron', file));
  }
  for (const path of runtimePackages(checkout, enginePackages)) {
    copyPackage(join(checkout, path), join(folder, path));
  }
  stageRuntime(join(folder, 'node_modules'), runtime);
}

/** TensorFlow's libraries as real files where tfjs-node looks for them, and the record of what they are. */
function stageRuntime(modules, { variant, backend, tensorflow, cache, libraries }) {
  const native = join(modules, '@tensorflow', 'tfjs-node-gpu', 'deps');
  for (const library of libraries) {
    const inside = relative(cache, library).split(sep);
    // NVIDIA's libraries are looked for beside the folder of TensorFlow's.
    const place = inside[0] === 'tensorflow' ? ['lib', ...inside.slice(1)] : inside;
    copyInto(library, join(native, ...place));
  }
  const rung = backend === 'wasm' ? 'wasm' : 'packaged';
  const fallbackReason = backend === 'wasm' ? 'This package was made with the WebAssembly backend.' : null;
  writeJson(join(modules, '.abbe', 'runtime.json'), {
    rung,
    variant,
    backend,
    tensorflow,
    cache: '',
    fallbackReason,
  });
}

/** A package's own files, without packages inside it, which are listed for themselves. */
function copyPackage(from, to) {
  for (const file of filesIn(from)) {
    const path = `${to}/${file}`.split(sep).join('/');
    if (unused.some((pattern) => pattern.test(path))) continue;
    if (leftOut.test(file) && !licenceName.test(file)) continue;
    copyInto(join(from, file), join(to, file));
  }
}

function filesIn(folder, inside = '') {
  return readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(folder, path);
    return entry.isFile() ? [path] : [];
  });
}

/** A hard link, or a copy on another disk. */
function copyInto(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(error.code)) throw error;
    copyFileSync(from, to);
  }
}

function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const manifestOf = (checkout) => JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));

/** What the page lists under About, for whoever looks into the package without starting it. */
export function licenceText(licences) {
  const rule = '-'.repeat(78);
  return licences
    .map(({ name, version, licence, text }) => `${rule}\n${name} ${version} (${licence})\n\n${text}\n`)
    .join('\n');
}
