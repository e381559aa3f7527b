import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageExtensions } from '../../../electron/contract/file-types.ts';
import { sourceFormats } from '../../../electron/engine/formats/index.ts';
import { LogFile } from '../../../electron/main/log-file.ts';
import { folderOfProjectFile, projectFileIn } from '../../../electron/main/project-arguments.ts';
import { RecentProjects } from '../../../electron/main/recent.ts';
import { saveDialog, withExtension } from '../../../electron/main/save-dialog.ts';
import { temporaryFolder } from '../projects/temporary-folder.ts';

describe('image files in dialogs', () => {
  it('are those that the engine opens', () => {
    const engine = sourceFormats.flatMap(({ extensions }) => extensions);
    expect([...imageExtensions].sort()).toEqual([...new Set(engine)].sort());
  });
});

describe('the project file among the words of a start', () => {
  it('is the last one, taken from where the words were said', () => {
    expect(projectFileIn(['--no-sandbox', '.', 'old.abbe', 'work/Cells.ABBE'], '/home/a')).toBe(
      '/home/a/work/Cells.ABBE',
    );
    expect(folderOfProjectFile('/home/a/work/Cells.abbe')).toBe('/home/a/work');
  });

  it('is none of the switches and no other file', () => {
    expect(projectFileIn(['--user-data-dir=/x.abbe', '/photos/a.png'], '/')).toBeNull();
    expect(projectFileIn([], '/')).toBeNull();
  });
});

describe('recent projects', () => {
  function project(parent: string, name: string): string {
    const folder = join(parent, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'project.json'), '{}');
    return folder;
  }

  it('are kept over a restart, newest first, each once, ten at most, without those that are gone', () => {
    const parent = temporaryFolder();
    const file = join(parent, 'state', 'recent.json');
    let changes = 0;
    const recent = new RecentProjects(file, () => (changes += 1));
    const folders = Array.from({ length: 12 }, (_, i) => project(parent, `p${i}`));
    for (const folder of folders) recent.add(folder);
    recent.add(folders[5] as string);
    expect(changes).toBe(13);
    const again = new RecentProjects(file, () => undefined);
    expect(again.folders).toHaveLength(10);
    expect(again.folders[0]).toBe(folders[5]);
    expect(again.folders[1]).toBe(folders[11]);
    rmSync(folders[11] as string, { recursive: true });
    expect(again.folders).not.toContain(folders[11]);
    again.clear();
    expect(new RecentProjects(file, () => undefined).folders).toEqual([]);
  });

  it.each(['', 'no JSON', '{"a":1}', '[1,2]'])('are none where the list is damaged: %j', (content) => {
    const file = join(temporaryFolder(), 'recent.json');
    writeFileSync(file, content);
    expect(new RecentProjects(file, () => undefined).folders).toEqual([]);
  });
});

describe('a save dialog', () => {
  const formats = [
    { name: 'TIFF', extensions: ['ome.tif', 'tif'] },
    { name: 'PNG', extensions: ['png'] },
  ];

  it('is opened as the page asks, and with nothing else', () => {
    expect(saveDialog({ name: 'cells', formats, title: 'x' })).toEqual({
      defaultPath: 'cells',
      filters: formats,
    });
    expect(() => saveDialog({ name: '', formats })).toThrow();
    expect(() => saveDialog({ name: 'a', formats: [] })).toThrow();
    expect(() => saveDialog({ name: 'a', formats: [{ name: 'x', extensions: ['../x'] }] })).toThrow();
    expect(() => saveDialog('a')).toThrow();
  });

  it('gives a name without a known ending that of the first format', () => {
    expect(withExtension('/a/cells', formats)).toBe('/a/cells.ome.tif');
    expect(withExtension('/a/v1.2', formats)).toBe('/a/v1.2.ome.tif');
    expect(withExtension('/a/cells.PNG', formats)).toBe('/a/cells.PNG');
  });
});

describe('a log', () => {
  it('has a time before each entry and stays within twice its limit', () => {
    const file = join(temporaryFolder(), 'logs', 'main.log');
    const log = new LogFile(file, 1000);
    for (let i = 0; i < 200; i++) log.add(`entry ${i} ${'x'.repeat(50)}`);
    log.add('y'.repeat(100_000));
    log.add('the last\n');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z /);
    expect(text.trimEnd().endsWith('the last')).toBe(true);
    expect(statSync(file).size).toBeLessThan(1300);
    expect(statSync(`${file}.1`).size).toBeLessThan(1300);
  });

  it('says nothing where it cannot be written', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => new LogFile(join(file, 'main.log')).add('lost')).not.toThrow();
    expect(existsSync(join(file, 'main.log'))).toBe(false);
  });
});
