import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  fileNameOf,
  folderOfProject,
  writeDoubleClickFile,
} from '../../../electron/engine/projects/double-click-file.ts';
import { Projects } from '../../../electron/engine/projects/project.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('the file that a double click opens', () => {
  it('is in every new project and opens it, also where the folder was moved to', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'cells');
    mkdirSync(folder);
    await new Projects().create(folder, 'Stained cells');
    const moved = join(parent, 'elsewhere');
    renameSync(folder, moved);
    const project = await new Projects().open(join(moved, 'Stained cells.abbe'));
    expect(project.folder).toBe(moved);
    const content: unknown = JSON.parse(readFileSync(join(moved, 'Stained cells.abbe'), 'utf8'));
    expect(content).toEqual({ format: 'abbe-link', version: 1, project: '.' });
  });

  it('is written once, whole, with nothing left beside it', async () => {
    const folder = temporaryFolder();
    await writeDoubleClickFile(folder, 'One');
    await writeDoubleClickFile(folder, 'Two');
    expect(readdirSync(folder)).toEqual(['One.abbe']);
  });

  it.each([
    ['Nerve: sections/2024?', 'Nerve_ sections_2024_.abbe'],
    ['..', 'project.abbe'],
    ['  ', 'project.abbe'],
    ['CON', 'project.abbe'],
    ['a\u0000b', 'a_b.abbe'],
    ['Zellen, gefärbt', 'Zellen, gefärbt.abbe'],
    ['x'.repeat(500), `${'x'.repeat(80)}.abbe`],
  ])('is called so that every system takes it: %j', (name, file) => {
    expect(fileNameOf(name)).toBe(file);
  });

  it('is told from a folder that only has such a name', async () => {
    const folder = join(temporaryFolder(), 'cells.abbe');
    mkdirSync(folder);
    await new Projects().create(folder, 'Cells');
    expect(existsSync(join(folder, 'Cells.abbe'))).toBe(true);
    expect(await folderOfProject(folder)).toBe(folder);
    expect((await new Projects().open(folder)).folder).toBe(folder);
  });

  it('that is gone is not found, with its name', async () => {
    const file = join(temporaryFolder(), 'gone.abbe');
    await expect(new Projects().open(file)).rejects.toThrow(file);
  });
});
