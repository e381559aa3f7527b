import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { encodePng } from '../../../electron/engine/formats/png.ts';
import { abbe } from '../../support/abbe.ts';

const folder = mkdtempSync(join(tmpdir(), 'abbe-cli-project-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function picture(file: string, seed: number): Promise<string> {
  const data = new Uint8Array(32 * 24).map((_, i) => (i * seed) % 251);
  writeFileSync(
    file,
    await encodePng({ width: 32, height: 24, channels: 1, dtype: 'uint8', data, notes: [] }),
  );
  return file;
}

describe('abbe project', () => {
  it('goes the whole way: create, add, lose, find, pack, unpack', async () => {
    const raw = join(folder, 'raw');
    mkdirSync(raw);
    const files = await Promise.all([2, 3, 5].map((seed) => picture(join(raw, `${seed}.png`), seed)));
    const project = join(folder, 'project');
    const created = await abbe('project', 'create', project, '--json');
    expect(documents['project create'].parse(JSON.parse(created.stdout))).toEqual({
      project,
      name: 'project',
    });

    writeFileSync(join(raw, 'broken.png'), 'no picture');
    const added = await abbe('project', 'add', project, raw, '--json');
    expect(added.code).toBe(1);
    expect(documents['project add'].parse(JSON.parse(added.stdout))).toMatchObject({
      added: files,
      sources: 3,
      failed: [{ file: join(raw, 'broken.png'), reason: expect.stringContaining('broken.png') }],
    });

    renameSync(raw, join(folder, 'moved'));
    const lost = await abbe('project', 'check', project, '--json');
    expect(lost.code).toBe(1);
    expect(JSON.parse(lost.stdout)).toEqual({ project, ok: false, missing: files, changed: [] });
    const found = await abbe('project', 'relocate', project, join(folder, 'moved'));
    expect(found.code).toBe(0);
    expect(found.stdout).toContain(`${files[0]} → ${join(folder, 'moved', '2.png')}`);
    expect((await abbe('project', 'check', project)).stdout).toBe(
      'All source files are there and unchanged.\n',
    );

    const zip = join(folder, 'project.zip');
    const packed = await abbe('project', 'pack', project, zip, '--json');
    expect(documents['project pack'].parse(JSON.parse(packed.stdout))).toMatchObject({ file: zip, files: 4 });
    rmSync(join(folder, 'moved'), { recursive: true });
    rmSync(project, { recursive: true });
    const unpacked = await abbe('project', 'unpack', zip, join(folder, 'again'), '--json');
    expect(JSON.parse(unpacked.stdout)).toEqual({ project: join(folder, 'again'), sources: 3 });
    expect((await abbe('project', 'check', join(folder, 'again'))).code).toBe(0);
  });

  it('says in one line what is wrong', async () => {
    const none = await abbe('project', 'check', join(folder, 'none'));
    expect(none.code).toBe(1);
    expect(none.stderr).toMatch(/^.*none holds no project.*\n$/);
  });
});
