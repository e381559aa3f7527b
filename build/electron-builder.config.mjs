import { rm } from 'node:fs/promises';

/**
 * What electron-builder makes of the staged folders (build/packaging/stage.mjs). No updates are looked for, and
 * nothing is published. `electronDist` is a local folder: nothing here says where Electron could be downloaded.
 *
 * @param {{ staging: string, output: string, samples: string, electronDist: string, electronVersion: string }} places
 * @returns {import('electron-builder').Configuration}
 */
export function packageConfiguration({ staging, output, samples, electronDist, electronVersion }) {
  const modern = Number.parseInt(electronVersion, 10) >= 22;
  return {
    appId: 'org.abbe.workstation',
    productName: 'Abbe',
    copyright: 'MIT licence; see licences.txt for what it is made with',
    directories: { app: `${staging}/app`, output, buildResources: `${staging}/resources` },
    electronDist,
    electronVersion,
    electronLanguages: ['en'],
    asar: true,
    files: ['**/*'],
    // Main and page are bundles and need no packages; the engine brings its own.
    beforeBuild: async () => false,
    extraResources: [
      { from: `${staging}/engine`, to: 'engine', filter: ['**/*'] },
      // A folder of this name is passed over where it is not what is asked for.
      { from: `${staging}/engine/node_modules`, to: 'engine/node_modules', filter: ['**/*'] },
      { from: samples, to: 'samples' },
      { from: `${staging}/licences.txt`, to: 'licences.txt' },
    ],
    fileAssociations: [
      {
        ext: 'abbe',
        name: 'Abbe project',
        description: 'Abbe project',
        mimeType: 'application/x-abbe-project',
        role: 'Editor',
      },
    ],
    linux: {
      target: ['AppImage', 'deb', 'tar.gz'],
      executableName: 'abbe',
      icon: 'icons',
      category: 'Science',
      maintainer: 'The authors of Abbe',
      synopsis: 'Image-to-image networks for microscopy, offline',
    },
    win: { target: ['nsis'], icon: 'icon.ico' },
    nsis: {
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      // Projects and settings are the person's own.
      deleteAppDataOnUninstall: false,
      // Block maps are for updates.
      differentialPackage: false,
    },
    mac: {
      target: ['dmg'],
      icon: 'icon.icns',
      category: 'public.app-category.medical',
      hardenedRuntime: true,
    },
    dmg: { writeUpdateInfo: false },
    publish: null,
    // Electron's own start page, where the folder of Electron at hand has one.
    afterPack: async ({ appOutDir }) => rm(`${appOutDir}/resources/default_app.asar`, { force: true }),
    // Electron 9 has no such switches.
    ...(modern ? { electronFuses: fuses } : {}),
  };
}

/** Point 19 of Electron's security checklist (build/decisions/0021-electron-security.md). */
const fuses = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  grantFileProtocolExtraPrivileges: false,
  enableCookieEncryption: false,
};
