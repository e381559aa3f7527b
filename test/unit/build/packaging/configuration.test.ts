import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageConfiguration } from '../../../../build/electron-builder.config.mjs';
import { findElectron } from '../../../../build/packaging/package.mjs';

// electron-builder's own check, which runs before it builds anything; it is no part of its documented interface.
const { validateConfiguration } = createRequire(import.meta.url)(
  'app-builder-lib/out/util/config/config.js',
) as { validateConfiguration(config: unknown, log: { isEnabled: boolean }): Promise<void> };
const validate = (config: unknown): Promise<void> => validateConfiguration(config, { isEnabled: false });

const places = {
  staging: '/staging',
  output: '/out',
  samples: '/samples',
  electronDist: '/electron',
  electronVersion: '45.4.1',
};

describe('the configuration of packages', () => {
  const config = packageConfiguration(places);

  it('is one that electron-builder takes, for all systems', async () => {
    await expect(validate(config)).resolves.toBeUndefined();
    expect(config.linux?.target).toEqual(['AppImage', 'deb', 'tar.gz']);
    expect(config.win?.target).toEqual(['nsis']);
    expect(config.mac?.target).toEqual(['dmg']);
  });

  it('would be refused with a word that electron-builder does not know', async () => {
    await expect(validate({ ...config, linux: { ...config.linux, targets: [] } })).rejects.toThrow(
      /configuration.linux/,
    );
  });

  it('takes Electron from a local folder and names no address', () => {
    expect(config.electronDist).toBe('/electron');
    expect(config).not.toHaveProperty('electronDownload');
    expect(JSON.stringify(config)).not.toMatch(/https?:|mirror/);
  });

  it('publishes nothing and makes nothing for updates', () => {
    expect(config.publish).toBeNull();
    expect(config.nsis?.differentialPackage).toBe(false);
    expect(config.dmg?.writeUpdateInfo).toBe(false);
  });

  it('opens project files, and turns off what an installed Electron need not do', () => {
    expect(config.fileAssociations).toMatchObject([{ ext: 'abbe' }]);
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(packageConfiguration({ ...places, electronVersion: '9.4.1' })).not.toHaveProperty('electronFuses');
  });
});

describe('the Electron to package with', () => {
  function folder(version?: string): string {
    const path = mkdtempSync(join(tmpdir(), 'abbe-electron-dist-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    if (version !== undefined) writeFileSync(join(path, 'version'), version);
    return path;
  }

  it('is the one that was named, with the version that it says', () => {
    const named = folder('v45.4.1\n');
    expect(findElectron(named)).toEqual({ folder: named, version: '45.4.1' });
  });

  it('is not another one where the named is none', () => {
    expect(() => findElectron(folder())).toThrow(/no unpacked Electron/);
  });

  it('is that of the npm package, where its binary is there', () => {
    const checkout = folder();
    const dist = join(checkout, 'node_modules', 'electron', 'dist');
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, 'version'), '45.4.1');
    expect(findElectron(undefined, checkout)).toEqual({ folder: dist, version: '45.4.1' });
  });
});
