import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe } from '../../support/abbe.ts';
import { writeCellPhoto } from '../../support/cell-photo.ts';

let folder: string;
let centres: { x: number; y: number }[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-segment-'));
  await mkdir(join(folder, 'photos'));
  centres = await writeCellPhoto(join(folder, 'photos', 'cells1.png'), 1);
  await writeCellPhoto(join(folder, 'photos', 'cells2.png'), 2);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A PNG's header that claims a size, and no pixels. */
function claimedPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', Buffer.alloc(0))]);
}

/** The broken inputs that people have, by name. */
async function writeBroken(): Promise<string[]> {
  const broken = join(folder, 'broken');
  await mkdir(join(broken, 'no-images'), { recursive: true });
  await writeFile(join(broken, 'empty.png'), '');
  await writeFile(join(broken, 'text.png'), 'This is no image.');
  const jpeg = await sharp(join(folder, 'photos', 'cells1.png'))
    .jpeg()
    .toBuffer();
  await writeFile(join(broken, 'truncated.jpg'), jpeg.subarray(0, jpeg.length / 2));
  const dot = { width: 1, height: 1, channels: 3, background: 'white' } as const;
  await sharp({ create: dot }).png().toFile(join(broken, 'dot.png'));
  await writeFile(join(broken, 'huge.png'), claimedPng(20_000, 20_000));
  await writeFile(join(broken, 'no-images', 'notes.txt'), 'no image');
  const names = ['empty.png', 'text.png', 'truncated.jpg', 'dot.png', 'huge.png', 'no-images', 'missing.png'];
  return names.map((name) => join(broken, name));
}

describe('abbe segment', () => {
  it('finds the cells of every photo of a folder', async () => {
    const { code, stdout } = await abbe('segment', join(folder, 'photos'), '--json');
    expect(code).toBe(0);
    const { images, failed } = documents.segment.parse(JSON.parse(stdout));
    expect(failed).toEqual([]);
    expect(images.map(({ file }) => file)).toEqual(
      ['cells1.png', 'cells2.png'].map((name) => join(folder, 'photos', name)),
    );
    const cells = images[0]?.cells ?? [];
    const found = centres.filter(({ x, y }) =>
      cells.some((box) => Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 4),
    );
    expect(found).toHaveLength(centres.length);
  });

  it('names each broken input in one line, and the rest goes on', async () => {
    const broken = await writeBroken();
    const { code, stdout, stderr } = await abbe('segment', ...broken, join(folder, 'photos'), '--json');
    expect(code).toBe(1);
    const { images, failed } = documents.segment.parse(JSON.parse(stdout));
    expect(images).toHaveLength(2);
    expect(failed.map(({ file }) => file).toSorted()).toEqual(broken.toSorted());
    for (const { file, reason } of failed) {
      expect(reason).not.toContain('\n');
      // Progress names files too, with a percentage at the end.
      const lines = stderr.split('\n').filter((line) => line.includes(file) && !line.includes('%'));
      expect(lines, file).toHaveLength(1);
    }
  });

  it('writes each step and the boxes as pictures', async () => {
    const out = join(folder, 'out');
    const { code, stdout } = await abbe('segment', join(folder, 'photos', 'cells1.png'), '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/20 cells in/);
    const pictures = await readdir(join(out, 'cells1'));
    expect(pictures.length).toBeGreaterThan(3);
    for (const picture of pictures) {
      const { width, height } = await sharp(await readFile(join(out, 'cells1', picture))).metadata();
      expect([picture, width, height]).toEqual([picture, 320, 256]);
    }
    expect(pictures).toContain('overlay.png');
  });

  it('takes presets and single parameters, and refuses those that are not there', async () => {
    const photo = join(folder, 'photos', 'cells1.png');
    const paper = await abbe('segment', photo, '--preset', 'paper', '--json');
    expect(paper.code).toBe(0);
    expect(documents.segment.parse(JSON.parse(paper.stdout)).images).toHaveLength(1);
    const none = await abbe('segment', photo, '--preset', 'papers');
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('“paper”');
    const key = await abbe('segment', photo, '--set', 'windows=11');
    expect(key).toMatchObject({ code: 2, stdout: '' });
    expect(key.stderr).toContain('windows');
  });

  it('scores against Pascal VOC boxes, and says what was sorted out', async () => {
    const annotations = join(folder, 'annotations');
    await mkdir(annotations, { recursive: true });
    const photo = join(folder, 'photos', 'cells1.png');
    const first = await abbe('segment', photo, '--json');
    const boxes = documents.segment.parse(JSON.parse(first.stdout)).images[0]?.cells ?? [];
    // The truth: all but one of the found cells, and one box without area.
    const objects = [...boxes.slice(1), { x: 9, y: 9, width: 0, height: 0 }].map(
      ({ x, y, width, height }) =>
        `<object><name>RBC</name><bndbox><xmin>${x}</xmin><ymin>${y}</ymin><xmax>${x + width}</xmax>` +
        `<ymax>${y + height}</ymax></bndbox></object>`,
    );
    await writeFile(join(annotations, 'cells1.xml'), `<annotation>${objects.join('')}</annotation>`);
    const args = ['segment', join(folder, 'photos'), '--score', annotations];
    const { code, stdout } = await abbe(...args, '--json');
    expect(code).toBe(0);
    const { score } = documents.segment.parse(JSON.parse(stdout));
    expect(score).toMatchObject({
      photos: 1,
      all: { strict: { matched: boxes.length - 1, found: boxes.length, truth: boxes.length - 1, recall: 1 } },
      leftOut: [{ file: join(annotations, 'cells1.xml') }],
      notScored: [{ file: join(folder, 'photos', 'cells2.png') }],
    });
    const nowhere = await abbe('segment', photo, '--score', join(folder, 'nowhere'));
    expect(nowhere).toMatchObject({ code: 1, stdout: '' });
    expect(nowhere.stderr).toContain('nowhere is not a folder of annotations');
  });

  it('lists and draws the parts that the filters sort out', async () => {
    const photo = join(folder, 'photos', 'cells1.png');
    const out = join(folder, 'filtered');
    const { code, stdout } = await abbe('segment', photo, '--set', 'maxArea=0.5', '--out', out, '--json');
    expect(code).toBe(0);
    const [image] = documents.segment.parse(JSON.parse(stdout)).images;
    expect(image?.cells).toEqual([]);
    expect(image?.rejected).toHaveLength(centres.length);
    expect(image?.rejected[0]).toMatchObject({ reason: 'too large' });
    const { x, y } = image?.rejected[0] ?? { x: 0, y: 0 };
    const overlay = await sharp(join(out, 'cells1', 'overlay.png'))
      .raw()
      .toBuffer();
    expect([...overlay.subarray(3 * (320 * y + x), 3 * (320 * y + x) + 3)]).toEqual([255, 70, 70]);
  });

  const real = join(import.meta.dirname, '../../../../shared/data/bccd/JPEGImages/BloodImage_00001.jpg');
  it('finds cells in a real photo', async (context) => {
    if (!existsSync(real)) context.skip('The real photos (../shared/data/bccd) are not on this machine.');
    const { code, stdout } = await abbe('segment', real, '--json');
    expect(code).toBe(0);
    const [image] = documents.segment.parse(JSON.parse(stdout)).images;
    expect(image?.cells.length).toBeGreaterThan(8);
  });
});
