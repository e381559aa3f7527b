import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runtimePackages } from '../../../../build/packaging/closure.mjs';
import { enginePackages } from '../../../../build/packaging/engine-packages.mjs';
import { makeIcons } from '../../../../build/packaging/icons.mjs';
import { collectLicences } from '../../../../build/licences.mjs';
import { licenceText } from '../../../../build/packaging/stage.mjs';
import { root } from '../../../support/smoke-electron.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'abbe-packaging-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('what a package carries', () => {
  function checkout(packages: Record<string, object>): string {
    const folder = temporaryFolder();
    for (const [path, manifest] of Object.entries(packages)) {
      mkdirSync(join(folder, path), { recursive: true });
      writeFileSync(join(folder, path, 'package.json'), JSON.stringify(manifest));
    }
    return folder;
  }

  it('is found as Node finds it: the nearest first, in circles once, optional ones where they are', () => {
    const folder = checkout({
      'node_modules/a': { dependencies: { b: '1' }, optionalDependencies: { mac: '1', linux: '1' } },
      'node_modules/b': { dependencies: { a: '1', c: '1' } },
      'node_modules/c': {},
      'node_modules/b/node_modules/c': {},
      'node_modules/linux': {},
      'node_modules/unused': {},
    });
    expect(runtimePackages(folder, ['a'])).toEqual([
      'node_modules/a',
      'node_modules/b',
      'node_modules/b/node_modules/c',
      'node_modules/linux',
    ]);
  });

  it('must be there', () => {
    const folder = checkout({ 'node_modules/a': { dependencies: { gone: '1' } } });
    expect(() => runtimePackages(folder, ['a'])).toThrow(
      'gone, which node_modules/a needs, is not installed.',
    );
  });

  it('is every package that the engine’s bundle leaves to Node', () => {
    const carried = runtimePackages(root, enginePackages).map((path) =>
      path.replace(/^.*node_modules\//, ''),
    );
    for (const name of [...enginePackages, '@tensorflow/tfjs-core', 'google-protobuf']) {
      expect(carried).toContain(name);
    }
    expect(carried.some((name) => name.startsWith('@img/sharp-'))).toBe(true);
  });
});

describe('licences', () => {
  const licences = collectLicences();

  it('are all such that a program may carry them', () => {
    // Copyleft that would bind the whole; sharp's library is linked, as the LGPL allows.
    const binding = licences.filter(({ licence }) => /(^|[^L])A?GPL/.test(licence));
    expect(binding.map(({ name, licence }) => `${name}: ${licence}`)).toEqual([]);
  });

  it('are one text, a heading and its text for each', () => {
    const text = licenceText(licences);
    for (const { name, version, licence } of licences)
      expect(text).toContain(`\n${name} ${version} (${licence})\n`);
    expect(text).toContain('Yuxi (Evan) You');
  });
});

describe('icons', () => {
  it('are pictures of every size in the containers of all systems', async () => {
    const folder = temporaryFolder();
    await makeIcons(join(root, 'renderer', 'public', 'icon.svg'), folder);
    for (const name of readdirSync(join(folder, 'icons'))) {
      const size = Number.parseInt(name, 10);
      expect(await sharp(join(folder, 'icons', name)).metadata()).toMatchObject({
        width: size,
        height: size,
      });
    }
    expect((await sharp(join(folder, 'icon.png')).metadata()).width).toBe(1024);
    expect(existsSync(join(folder, 'icons', '256x256.png'))).toBe(true);

    const ico = readFileSync(join(folder, 'icon.ico'));
    expect(ico.readUInt16LE(2)).toBe(1);
    const images = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => {
      const at = 6 + 16 * i;
      const offset = ico.readUInt32LE(at + 12);
      return { side: ico[at] || 256, png: ico.subarray(offset, offset + ico.readUInt32LE(at + 8)) };
    });
    for (const { side, png } of images) expect((await sharp(png).metadata()).width).toBe(side);
    // What electron-builder asks of one.
    expect(images.map(({ side }) => side)).toContain(256);

    const icns = readFileSync(join(folder, 'icon.icns'));
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const sizes = new Map<string, number>();
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const png = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
      sizes.set(icns.toString('latin1', at, at + 4), (await sharp(png).metadata()).width);
    }
    expect(Object.fromEntries(sizes)).toMatchObject({
      ic07: 128,
      ic08: 256,
      ic09: 512,
      ic10: 1024,
      ic14: 512,
    });
  });
});
