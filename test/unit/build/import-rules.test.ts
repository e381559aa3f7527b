import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ESLint } from 'eslint';
import typescript from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { allowedFrom, importRules, keptPackages, table } from '../../../build/import-rules.mjs';

type Name = keyof typeof table;
const names = Object.keys(table) as Name[];
let root: string;
let eslint: ESLint;

/** Each folder's file; the engine's is engine.ts beside its folders. */
const fileOf = (name: Name) => join(table[name].folder, name === 'engine' ? 'engine.ts' : 'thing.ts');

/** The errors of one line of code, were it in a file of this folder. */
async function errors(name: Name, code: string) {
  const [result] = await eslint.lintText(code, { filePath: join(root, table[name].folder, 'tried.ts') });
  return result?.messages.map(({ ruleId, fatal, message }) => (fatal ? message : ruleId)) ?? [];
}

const importOf = (from: Name, to: Name) =>
  `./${relative(table[from].folder, fileOf(to)).replaceAll('\\', '/')}`;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'house-')));
  for (const name of names) {
    mkdirSync(join(root, dirname(fileOf(name))), { recursive: true });
    writeFileSync(join(root, fileOf(name)), 'export const thing = 1;\nexport type Thing = number;\n');
  }
  writeFileSync(join(root, 'electron', 'stray.ts'), 'export const thing = 1;\n');
  eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      { files: ['**/*.ts'], languageOptions: { parser: typescript.parser as never } },
      importRules(root) as never,
    ],
  });
});

describe.each(names)('%s', (name) => {
  const allowed: string[] = allowedFrom(name);
  const others = names.filter((other) => other !== name);

  it('may import what the table says', async () => {
    for (const other of names.filter((one) => allowed.includes(one) && one !== name)) {
      const found = await errors(name, `import { thing } from '${importOf(name, other)}';\nthing;\n`);
      expect(found, `${name} -> ${other}`).toEqual([]);
    }
  });

  it('may import nothing else of ours, neither value nor type', async () => {
    const forbidden = others.filter((other) => !allowed.includes(other));
    expect(forbidden.length).toBeGreaterThan(0);
    for (const other of forbidden) {
      const path = importOf(name, other);
      for (const code of [`import { thing } from '${path}';`, `import type { Thing } from '${path}';`]) {
        expect(await errors(name, code), `${name} -> ${other}: ${code}`).toEqual(['boundaries/dependencies']);
      }
    }
  });

  it('may import only the packages it is given', async () => {
    const packages = 'packages' in table[name] ? (table[name].packages as string[]) : null;
    expect(await errors(name, "import { z } from 'zod';")).toEqual([]);
    expect(await errors(name, "import sharp from 'sharp';")).toEqual(
      packages ? ['boundaries/dependencies'] : [],
    );
    expect(await errors(name, "import { join } from 'node:path';")).toEqual(
      packages ? ['boundaries/dependencies'] : [],
    );
  });

  it.each(keptPackages)('imports $packages only if it is one of $only', async ({ packages, only }) => {
    const source = packages[0]?.replace('*', 'tfjs-node-gpu') ?? '';
    const expected = (only as string[]).includes(name) ? [] : ['boundaries/dependencies'];
    expect(await errors(name, `import thing from '${source}';`)).toEqual(expected);
    expect(await errors(name, `import type { Thing } from '${source}';`)).toEqual(expected);
    expect(await errors(name, `export type Thing = import('${source}').Thing;`)).toEqual(expected);
  });
});

describe('the rules', () => {
  it('see dynamic imports, re-exports and type imports inside types', async () => {
    const path = importOf('metrics', 'recipes');
    for (const code of [
      `await import('${path}');`,
      `export { thing } from '${path}';`,
      `export * from '${path}';`,
      `export type Thing = import('${path}').Thing;`,
    ]) {
      expect(await errors('metrics', code), code).toEqual(['boundaries/dependencies']);
    }
  });

  it('refuse a file that belongs to no folder of the house, and imports of it', async () => {
    const [result] = await eslint.lintFiles([join(root, 'electron', 'stray.ts')]);
    expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(['boundaries/no-unknown-files']);
    expect(await errors('hosts', "import { thing } from '../stray.ts';")).toEqual([
      'boundaries/dependencies',
    ]);
  });

  it('let a folder import its own files', async () => {
    expect(await errors('losses', "import { thing } from './thing.ts';")).toEqual([]);
  });
});
