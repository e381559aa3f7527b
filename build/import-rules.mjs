import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import boundaries from 'eslint-plugin-boundaries';

/**
 * Who may import whom, as docs call it "the table": a folder and the folders of ours it may import beside
 * itself. Packages are named where a folder may have only those; elsewhere any package but the two below.
 * What the table leaves open is read in build/decisions/0003-import-rules.md.
 */
export const table = {
  contract: { folder: 'electron/contract', mayImport: [], packages: ['zod'] },
  transport: { folder: 'electron/transport', mayImport: ['contract'] },
  imaging: { folder: 'electron/engine/imaging', mayImport: ['metrics'] },
  metrics: { folder: 'electron/engine/metrics', mayImport: ['imaging'] },
  runtime: { folder: 'electron/engine/runtime', mayImport: ['contract'] },
  networks: { folder: 'electron/engine/networks', mayImport: ['runtime'] },
  losses: { folder: 'electron/engine/losses', mayImport: ['runtime'] },
  formats: { folder: 'electron/engine/formats', mayImport: ['contract', 'imaging'] },
  datasets: { folder: 'electron/engine/datasets', mayImport: ['contract', 'imaging'] },
  training: {
    folder: 'electron/engine/training',
    mayImport: ['runtime', 'datasets', 'imaging', 'metrics', 'networks', 'losses', 'contract'],
  },
  inference: {
    folder: 'electron/engine/inference',
    mayImport: ['runtime', 'datasets', 'imaging', 'metrics', 'networks', 'losses', 'contract'],
  },
  classification: {
    folder: 'electron/engine/classification',
    mayImport: ['runtime', 'datasets', 'imaging', 'metrics', 'networks', 'losses', 'training', 'contract'],
  },
  projects: { folder: 'electron/engine/projects', mayImport: ['contract', 'imaging'] },
  recipes: { folder: 'electron/engine/recipes', mayImport: ['contract', 'ENGINE FOLDERS'] },
  engine: { folder: 'electron/engine', mayImport: ['contract', 'ENGINE FOLDERS'] },
  hosts: { folder: 'electron/hosts', mayImport: ['contract', 'transport', 'engine', 'ENGINE FOLDERS'] },
  main: { folder: 'electron/main', mayImport: ['contract', 'transport'] },
  preload: { folder: 'electron/preload', mayImport: ['contract', 'transport'] },
  renderer: { folder: 'renderer', mayImport: ['contract', 'transport'] },
};

const engineFolders = Object.keys(table).filter((name) => table[name].folder.startsWith('electron/engine/'));

/** The folders that `name` may import, itself included. */
export const allowedFrom = (name) => [
  name,
  ...table[name].mayImport.flatMap((other) => (other === 'ENGINE FOLDERS' ? engineFolders : [other])),
];

/** Packages that only some folders may import, types included. */
export const keptPackages = [
  { packages: ['electron', 'electron/**'], only: ['main', 'preload'] },
  { packages: ['@tensorflow/*'], only: ['runtime'] },
];

// The nearest folder counts: electron/engine/imaging before electron/engine.
const elements = Object.entries(table)
  .sort(([, a], [, b]) => b.folder.length - a.folder.length)
  .map(([type, { folder }]) => ({ type, pattern: folder, partialMatch: false, stopMatching: true }));

const policies = [
  ...Object.keys(table).map((type) => ({
    from: { element: { type } },
    allow: { to: { element: { types: { anyOf: allowedFrom(type) } } } },
  })),
  ...Object.entries(table).map(([type, { packages }]) => ({
    from: { element: { type } },
    allow: {
      to: {
        module: {
          origin: packages ? 'external' : ['external', 'core'],
          ...(packages && { source: packages }),
        },
      },
    },
  })),
  ...keptPackages.map(({ packages, only }) => ({
    from: { element: { type: Object.keys(table).filter((name) => !only.includes(name)) } },
    disallow: { to: { module: { source: packages } } },
    message: `Only ${only.join(' and ')} may import ${packages[0]}.`,
  })),
];

/**
 * The table as lint errors, for a tree at `root` (tests lay out trees of their own).
 * @returns {import('eslint').Linter.Config}
 */
export const importRules = (root = resolve(fileURLToPath(import.meta.url), '..', '..')) => ({
  files: ['electron/**/*.ts', 'renderer/**/*.{ts,vue}'],
  plugins: { boundaries },
  settings: {
    'boundaries/root-path': root,
    'boundaries/elements': elements,
    'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export', 'require'],
    'boundaries/additional-dependency-nodes': [
      { selector: 'TSImportType > Literal', kind: 'type', name: 'import-type' },
      { selector: 'TSImportType > TSLiteralType > Literal', kind: 'type', name: 'import-type' },
    ],
    'boundaries/legacy-templates': false,
    // Our imports name their file with its ending, so that Node's own way of resolving is enough.
    'import/resolver': { node: { extensions: ['.ts', '.vue'] } },
  },
  rules: {
    'boundaries/dependencies': [
      'error',
      { default: 'disallow', checkAllOrigins: true, checkUnknownLocals: true, policies },
    ],
    'boundaries/no-unknown-files': 'error',
  },
});
