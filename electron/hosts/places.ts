import { fileURLToPath } from 'node:url';

// Sources (electron/hosts) and bundles (dist/electron) lie equally deep below the root.
const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The checkout, which Electron opens as an application. */
export const applicationFolder = fromRoot('.');
export const manifestFile = fromRoot('package.json');
/** The built page. */
export const pageFolder = fromRoot('dist/renderer');
/** Electron's main process, bundled. */
export const electronMain = fromRoot('dist/electron/main.cjs');
/** Electron's npm package; its binary is there only where it could be downloaded. */
export const electronPackage = fromRoot('node_modules/electron');
/** The engine process as a script that Node runs directly. */
export const engineEntry = fromRoot('electron/hosts/engine-process.ts');
