import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Entry {
  version?: string;
  resolved?: string;
  link?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const root = join(import.meta.dirname, '../../..');
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const entries: Record<string, Entry> = read('package-lock.json').packages;

/** Where Node would find `name` when asked from `path`: the nearest node_modules on the way up. */
function find(path: string, name: string): Entry | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const entry = entries[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (entry !== undefined || folder === '') return entry;
  }
}

describe('package-lock.json', () => {
  // `npm ci` refuses a lock file without every platform's packages, and npm writes such a file where a registry
  // lacks one of them.
  it('has every package that another one asks for, those for other systems too', () => {
    const missing = Object.entries(entries).flatMap(([path, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.devDependencies, ...entry.optionalDependencies })
        .filter((name) => find(path, name) === undefined)
        .map((name) => `${path || 'the root'} asks for ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('agrees with package.json, whose versions are exact', () => {
    const { dependencies, devDependencies, optionalDependencies } = read('package.json') as Required<Entry>;
    const wanted = { ...dependencies, ...devDependencies, ...optionalDependencies };
    for (const [name, version] of Object.entries(wanted)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
      expect(entries[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  it('names no host to download from, so that everyone uses their own registry', () => {
    const hosts = Object.entries(entries).filter(
      ([, { resolved, link }]) => resolved?.includes('://') && !link,
    );
    expect(hosts.map(([path]) => path)).toEqual([]);
  });
});
