import { describe, expect, it } from 'vitest';
import { ordinal, uniqueStems } from '../../../electron/engine/datasets/item-ids.ts';
import { folderName, matchPath, stemOf } from '../../../electron/engine/datasets/match-path.ts';
import {
  findByPath,
  pairByOrder,
  pairByPattern,
  pairByTable,
} from '../../../electron/engine/datasets/pair-files.ts';
import type { PreparationSource } from '../../../electron/engine/datasets/preparation.ts';
import { columnsOf, readTable } from '../../../electron/engine/datasets/read-table.ts';
import { parseMaskLayers } from '../../../electron/engine/datasets/preparations/mask-layers.ts';
import { contextOf } from './preparation-context.ts';

const sourcesOf = (...names: string[]): readonly PreparationSource[] =>
  contextOf(Object.fromEntries(names.map((name) => [name, new Error('not read here')]))).sources;

describe('patterns of paths', () => {
  it.each([
    ['raw/*.tif', '/data/vnc/raw/03.tif', '3'],
    ['labels/labels*.png', '/data/labels/labels00000003.png', '3'],
    ['*/*T1*.nii*', '/mri/raw_patient01/T1W.nii.gz', 'raw_patient1||W|.gz'],
    ['patient*/T1.nii.gz', '/mri/patient07/T1.nii.gz', '7'],
    ['*', 'C:\\cells\\a.bmp', 'a.bmp'],
    ['{low,high}/*', '/x/low/7.tif', 'low|7.tif'],
  ])('%s in %s stands for %s', (pattern, path, key) => {
    expect(matchPath(pattern, path)).toBe(key);
  });

  it('is held against the end of the path, and says when it does not match', () => {
    expect(matchPath('raw/*.tif', '/data/other/03.tif')).toBeNull();
    expect(matchPath('*.tif', '/data/raw/03.png')).toBeNull();
    expect([folderName('/a/b/c.tif'), folderName('c.tif')]).toEqual(['b', '']);
    expect(['x.ome.tif', 'T1.nii.gz', 'a.b.png', '.hidden'].map(stemOf)).toEqual([
      'x',
      'T1',
      'a.b',
      '.hidden',
    ]);
  });

  it('makes ids of names, each once', () => {
    expect(uniqueStems(['/a/cell 1.png', '/b/cell 1.png', '/c/-x.png'])).toEqual([
      'cell_1',
      'cell_1-2',
      'photo-x',
    ]);
    expect([ordinal(0), ordinal(1233)]).toEqual(['001', '1234']);
  });
});

describe('pairs of files', () => {
  const files = sourcesOf('low/1.tif', 'low/2.tif', 'low/3.tif', 'high/01.tif', 'high/02.tif', 'readme.png');

  it('pairs by equal wildcards and lists those without a partner', () => {
    const { pairs, unmatched } = pairByPattern(files, 'low/*.tif', 'high/*.tif');
    expect(pairs.map(({ input, target }) => [input.name, target.name])).toEqual([
      ['low/1.tif', 'high/01.tif'],
      ['low/2.tif', 'high/02.tif'],
    ]);
    expect(unmatched.map(({ file }) => file)).toEqual(['/photos/low/3.tif', '/photos/readme.png']);
    expect(unmatched[0]?.reason).toMatch(/3\.tif has no partner: no file matches high\/\*\.tif with “3”/);
  });

  it('does not take two files for one', () => {
    const twice = sourcesOf('low/1.tif', 'low/01.tif', 'high/1.tif');
    const { pairs, unmatched } = pairByPattern(twice, 'low/*.tif', 'high/*.tif');
    expect(pairs).toHaveLength(1);
    expect(unmatched[0]?.reason).toMatch(/low\/1\.tif matches low\/\*\.tif with “1” too/);
  });

  it('pairs by natural order', () => {
    const { pairs, unmatched } = pairByOrder(
      sourcesOf('a/10.tif', 'a/9.tif', 'b/x2.tif', 'b/x1.tif', 'b/x3.tif'),
      'a/*',
      'b/*',
    );
    expect(pairs.map(({ input, target }) => [input.name, target.name])).toEqual([
      ['a/9.tif', 'b/x1.tif'],
      ['a/10.tif', 'b/x2.tif'],
    ]);
    expect(unmatched).toEqual([
      { file: '/photos/b/x3.tif', reason: expect.stringMatching(/2 inputs and 3 targets/) },
    ]);
  });

  it('pairs by the rows of a table, and names a row that leads nowhere', () => {
    const rows = readTable('p.csv', 'input;target\nlow/1.tif;high/01.tif\nlow/2.tif;gone.tif\n', [
      'input',
      'target',
    ]);
    const { pairs, unmatched } = pairByTable(files, rows as { input: string; target: string }[]);
    expect(pairs).toHaveLength(1);
    expect(unmatched[0]).toEqual({
      file: 'gone.tif',
      reason: expect.stringMatching(/Row 2 names gone\.tif/),
    });
    expect(findByPath(files, 'low\\1.tif')?.name).toBe('low/1.tif');
    expect(findByPath(sourcesOf('a/1.tif', 'b/1.tif'), '1.tif')).toBeUndefined();
  });
});

describe('tables', () => {
  it('reads commas, semicolons and tabs, quotes and a byte order mark', () => {
    for (const [d, name] of [',', ';', '\t'].map((delimiter) => [delimiter, 'x'] as const)) {
      const text = `\uFEFFfile${d}label\n"a${d}b"${d}${name}\n\n`;
      expect(columnsOf(text)).toEqual(['file', 'label']);
      expect(readTable('t.csv', text, ['file', 'label'])).toEqual([{ file: `a${d}b`, label: 'x' }]);
    }
  });

  it.each([
    ['a,b\n1,2\n', /t\.csv cannot be used: it has no column “file”; its columns are a, b/],
    ['file,label\n', /it has no rows/],
    ['file,label\n"a,b\n', /t\.csv cannot be read as a table/],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => readTable('t.csv', text, ['file'])).toThrow(message);
  });
});

describe('masks in words', () => {
  it('reads masks, channels, values and colour codes', () => {
    expect(
      parseMaskLayers(
        'membrane=membranes/*; mitochondria=m/*:red; synapse = labels/*[223, 3]; soma=c/*[#ff8000]',
      ),
    ).toEqual([
      { name: 'membrane', pattern: 'membranes/*', c: null, values: null },
      { name: 'mitochondria', pattern: 'm/*', c: 0, values: null },
      { name: 'synapse', pattern: 'labels/*', c: null, values: [223, 3] },
      { name: 'soma', pattern: 'c/*', c: null, values: [0xff8000] },
    ]);
  });

  it.each([
    ['', /it names no class/],
    ['membranes/*', /not of the form class=pattern/],
    ['a=b/*[1,x]', /“x” is neither a whole number nor a colour/],
  ])('refuses %j', (text, message) => {
    expect(() => parseMaskLayers(text)).toThrow(message);
  });
});
