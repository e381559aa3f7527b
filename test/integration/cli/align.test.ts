import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe } from '../../support/abbe.ts';
import { writeCellPhoto } from '../../support/cell-photo.ts';

let folder: string;
let photo: string;
let moved: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-align-'));
  photo = join(folder, 'photo.png');
  moved = join(folder, 'moved.png');
  const whole = join(folder, 'whole.png');
  await writeCellPhoto(whole, 1);
  const [still, right] = [20, 17].map((left) => ({ left, top: 20, width: 256, height: 200 }));
  await sharp(whole).extract(still!).toFile(photo);
  await sharp(whole).extract(right!).toFile(moved);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Truth {
  frames: { exposure: string; dx: number; dy: number; photons: number }[];
  parameters: { seed: number };
}

describe('abbe align', () => {
  it('says -3 for a picture moved right by 3 px, and writes it where it belongs', async () => {
    const [out, preview] = [join(folder, 'aligned.png'), join(folder, 'preview.png')];
    const { code, stdout } = await abbe('align', photo, moved, '--json', '--out', out, '--preview', preview);
    expect(code).toBe(0);
    const found = documents.align.parse(JSON.parse(stdout));
    expect(Math.abs(found.dx + 3)).toBeLessThan(0.03);
    expect(Math.abs(found.dy)).toBeLessThan(0.03);
    expect(found).toMatchObject({ rotation: 0, written: [out, preview] });
    expect(found.correlation).toBeGreaterThan(0.99);
    const picture = await sharp(preview).metadata();
    expect([picture.width, picture.height, picture.channels]).toEqual([516, 200, 3]);
    const pixels = async (file: string): Promise<Buffer> =>
      sharp(file).extract({ left: 60, top: 60, width: 100, height: 80 }).removeAlpha().raw().toBuffer();
    const [still, aligned] = [await pixels(photo), await pixels(out)];
    const difference = still.reduce((sum, value, i) => sum + Math.abs(value - aligned[i]!), 0) / still.length;
    expect(difference).toBeLessThan(1);
  });

  it('refuses wrong planes, sizes, names and usage in one sentence', async () => {
    const small = join(folder, 'small.png');
    await sharp(photo).resize(100, 100).toFile(small);
    const size = await abbe('align', photo, small, '--json');
    expect(size.code).toBe(1);
    expect((JSON.parse(size.stdout) as { error: { message: string } }).error.message).toMatch(
      /differ in size/,
    );
    expect((await abbe('align', photo, moved, '--plane-moving', '4,0,0')).stderr).toContain('no plane t=4');
    expect((await abbe('align', photo, moved, '--out', join(folder, 'a.xyz'))).stderr).toContain('.png');
    expect(await abbe('align', photo, moved, '--plane-moving', '4')).toMatchObject({ code: 2 });
    const broken = join(folder, 'broken.tif');
    await writeFile(broken, 'II*');
    expect((await abbe('align', photo, broken)).stderr).toContain('broken.tif');
  });
});

describe('abbe practice-movie', () => {
  const yeast = join(import.meta.dirname, '../../../../shared/data/timelapse_yeast_16bit');

  it('makes a movie whose known drift abbe align finds', async (context) => {
    if (!existsSync(yeast)) context.skip('The yeast movie (../shared/data) is not on this machine.');
    const out = join(folder, 'practice');
    const settings = ['frames=6', 'brightField=true', 'seed=4', 'drop=[2]'].flatMap((each) => [
      '--set',
      each,
    ]);
    const made = await abbe('practice-movie', yeast, '--out', out, '--json', ...settings);
    expect(made.code).toBe(0);
    const { movie, truth, frames } = documents['practice-movie'].parse(JSON.parse(made.stdout));
    expect(frames).toBe(5);
    const told = JSON.parse(await readFile(truth, 'utf8')) as Truth;
    expect(told.frames.map(({ exposure }) => exposure)).toEqual(['low', 'high', 'high', 'low', 'high']);
    expect(told.parameters.seed).toBe(4);
    const planes = ['--plane-reference', '4,0,0', '--plane-moving', '3,0,0'];
    const { stdout } = await abbe('align', movie, movie, ...planes, '--json');
    const found = documents.align.parse(JSON.parse(stdout));
    const [low, high] = [told.frames[3]!, told.frames[4]!];
    expect(Math.hypot(found.dx - (high.dx - low.dx), found.dy - (high.dy - low.dy))).toBeLessThan(0.25);
    expect(Math.hypot(high.dx - low.dx, high.dy - low.dy)).toBeGreaterThan(0.25);
  });

  it('names a parameter that is not there, and pictures that are too small', async () => {
    const unknown = await abbe('practice-movie', photo, '--out', folder, '--set', 'photons=4');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('photons');
    const small = await abbe(
      'practice-movie',
      photo,
      '--out',
      folder,
      '--set',
      'drift=64',
      '--set',
      'rotation=10',
    );
    expect(small.stderr).toContain('too small');
  });
});
