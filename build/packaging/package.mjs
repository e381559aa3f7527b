/**
 * Packages Abbe for this machine's system: npm run package -- [--target dir|AppImage|deb|tar.gz|nsis|dmg]…
 * [--electron FOLDER]. `dir`, the default, is the unpacked application and needs nothing but an Electron at
 * hand; the others need electron-builder's own tools (build/decisions/0072-packaging.md).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Platform, build } from 'electron-builder';
import { packageConfiguration } from '../electron-builder.config.mjs';
import { findSmokeElectron } from '../setup/electron-smoke.mjs';
import { root } from '../setup/paths.mjs';
import { stage } from './stage.mjs';

const systems = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC };

/** Before 22 there are no utility processes: such a package needs the smoke test's additions and a Node beside it. */
const firstToShip = 22;

/**
 * The unpacked Electron to package with: what was named, else that of the npm package where its binary was
 * fetched, else the smoke test's, which is good for trying the package only.
 *
 * @returns {{ folder: string, version: string }}
 * @throws {Error} saying what must be at hand
 */
export function findElectron(named, checkout = root) {
  const installed = join(checkout, 'node_modules', 'electron', 'dist');
  const smoke = findSmokeElectron();
  const candidates = [named, installed, smoke === null ? undefined : join(smoke, '..')];
  const folder = candidates.find((path) => path !== undefined && existsSync(join(path, 'version')));
  if (folder !== undefined && (named === undefined || folder === named)) {
    return { folder, version: readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '') };
  }
  const { devDependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  throw new Error(
    named === undefined
      ? `No Electron is at hand: unpack Electron ${devDependencies.electron} for this system somewhere and name the folder with --electron.`
      : `${named} is no unpacked Electron (it holds no file “version”).`,
  );
}

/**
 * @param {{ electron: { folder: string, version: string }, targets?: string[], work?: string }} options `work`:
 *   where the package and what it is made of go
 * @returns {Promise<string[]>} the packages' files; for `dir`, the unpacked folder
 */
export async function packageAbbe({ electron, targets = ['dir'], work = join(root, 'dist', 'package') }) {
  const staging = join(work, 'staging');
  const old = Number.parseInt(electron.version, 10) < firstToShip;
  if (old && targets.some((target) => target !== 'dir')) {
    throw new Error(
      `Electron ${electron.version} is for trying the unpacked package only; name a newer one with --electron.`,
    );
  }
  await stage(root, staging, old ? { before: join(root, 'test', 'support', 'electron-9.cjs') } : {});
  const output = join(work, 'out');
  const system = systems[process.platform];
  const places = { staging, output, samples: join(root, 'resources', 'samples') };
  const config = packageConfiguration({
    ...places,
    electronDist: electron.folder,
    electronVersion: electron.version,
  });
  const made = await build({
    projectDir: root,
    targets: system.createTarget(targets),
    config,
    publish: 'never',
  });
  return targets.includes('dir') ? [unpackedFolder(output), ...made] : made;
}

/** Where electron-builder puts the unpacked application of this system. */
export function unpackedFolder(output) {
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
  if (process.platform === 'darwin') return join(output, `mac${suffix}`);
  return join(output, `${process.platform === 'win32' ? 'win' : 'linux'}${suffix}-unpacked`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: { electron: { type: 'string' }, target: { type: 'string', multiple: true } },
  });
  try {
    const electron = findElectron(values.electron);
    const made = await packageAbbe({ electron, ...(values.target ? { targets: values.target } : {}) });
    for (const path of made) process.stdout.write(`Made ${relative(process.cwd(), path)}\n`);
    process.stdout.write(`With Electron ${electron.version}.\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
