import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  hashFiles,
  hashOf,
  isStamped,
  listFiles,
  readJson,
  stamp,
  writeAtomic,
} from '../../../build/setup/stamp.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamp-'));
});

describe('stamps', () => {
  it('hold for the inputs they were made with, and for no others', () => {
    expect(isStamped(folder, 'npm', 'a')).toBe(false);
    stamp(folder, 'npm', 'a');
    expect(isStamped(folder, 'npm', 'a')).toBe(true);
    expect(isStamped(folder, 'npm', 'b')).toBe(false);
    expect(isStamped(folder, 'page', 'a')).toBe(false);
  });

  it('that were cut off count as absent', () => {
    stamp(folder, 'npm', 'a');
    const path = join(folder, 'npm.json');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 9));
    expect(isStamped(folder, 'npm', 'a')).toBe(false);
    expect(readJson(path)).toBeNull();
  });

  it('are written through a temporary file that does not stay', () => {
    writeAtomic(join(folder, 'deep', 'a.json'), '1');
    writeAtomic(join(folder, 'deep', 'a.json'), '2');
    expect(readdirSync(join(folder, 'deep'))).toEqual(['a.json']);
    expect(readFileSync(join(folder, 'deep', 'a.json'), 'utf8')).toBe('2');
  });
});

describe('hashes', () => {
  it('do not confuse where one part ends and the next begins', () => {
    expect(hashOf('ab', 'c')).not.toBe(hashOf('a', 'bc'));
    expect(hashOf('ab', 'c')).toBe(hashOf('ab', 'c'));
  });

  it('over files change with content, name and number, and not with the place of the checkout', () => {
    const make = (name: string) => {
      const base = join(folder, name);
      mkdirSync(join(base, 'sub'), { recursive: true });
      writeFileSync(join(base, 'a.ts'), 'one');
      writeFileSync(join(base, 'sub', 'b.ts'), 'two');
      return base;
    };
    const hash = (base: string) => hashFiles(listFiles([base]), base);
    const [first, second] = [make('first'), make('second')];
    const before = hash(first);
    expect(hash(second)).toBe(before);
    writeFileSync(join(second, 'a.ts'), 'changed');
    expect(hash(second)).not.toBe(before);
    writeFileSync(join(second, 'a.ts'), 'one');
    expect(hash(second)).toBe(before);
    renameSync(join(second, 'a.ts'), join(second, 'c.ts'));
    expect(hash(second)).not.toBe(before);
    renameSync(join(second, 'c.ts'), join(second, 'a.ts'));
    writeFileSync(join(second, 'd.ts'), '');
    expect(hash(second)).not.toBe(before);
  });
});
