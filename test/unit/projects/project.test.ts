import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Projects } from '../../../electron/engine/projects/project.ts';
import { temporaryFolder } from './temporary-folder.ts';

const hash = (digit: string): string => digit.repeat(64);

afterEach(() => vi.unstubAllEnvs());

describe('projects', () => {
  it('are made in a folder that holds photos, and opened again', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.png'), 'photo');
    const made = await new Projects().create(folder, 'Cells');
    const opened = await new Projects().open(folder);
    expect(await opened.document()).toEqual(await made.document());
    expect(opened.folder).toBe(folder);
  });

  it('are one object a folder, however it is written', async () => {
    const folder = temporaryFolder();
    const projects = new Projects();
    const project = await projects.create(folder, 'Cells');
    expect(await projects.open(`${folder}/../${folder.split('/').at(-1)}/`)).toBe(project);
  });

  it('are not made over one another', async () => {
    const folder = temporaryFolder();
    await new Projects().create(folder, 'Cells');
    await expect(new Projects().create(folder, 'Other')).rejects.toThrow(/already holds a project; open it/);
  });

  it('are not found where there is none', async () => {
    await expect(new Projects().open(temporaryFolder())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lose no change when many are made at once', async () => {
    const project = await new Projects().create(temporaryFolder(), 'Cells');
    const paths = Array.from({ length: 20 }, (_, i) => `photo-${i}.png`);
    await Promise.all(
      paths.map((path) =>
        project.change((document) => ({
          ...document,
          sources: [...document.sources, { path, sha256: hash('a'), bytes: 1, axis: null }],
        })),
      ),
    );
    expect((await project.document()).sources.map(({ path }) => path)).toEqual(paths);
  });

  it('name photos inside relatively, others absolutely, and those of a sample so that it may move', async () => {
    const resources = temporaryFolder();
    mkdirSync(join(resources, 'samples', 'cells'), { recursive: true });
    vi.stubEnv('ABBE_RESOURCES', resources);
    const project = await new Projects().create(temporaryFolder(), 'Cells');
    const files = [
      join(project.folder, 'photos', 'a.png'),
      join(temporaryFolder(), 'b.png'),
      join(resources, 'samples', 'cells', 'c.jpg'),
    ];
    const names = files.map((file) => project.photoName(file));
    expect(names).toEqual(['photos/a.png', files[1], 'sample:cells/c.jpg']);
    expect(names.map((name) => project.photoFile(name))).toEqual(files);
    vi.stubEnv('ABBE_RESOURCES', '/elsewhere');
    expect(project.photoFile('sample:cells/c.jpg')).toBe(join('/elsewhere', 'samples', 'cells', 'c.jpg'));
  });
});
