import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe } from '../../support/abbe.ts';
import { drawSpots, scatterSpots } from '../../support/spot-image.ts';

const size = { width: 200, height: 160 };
const truth = scatterSpots(20, size, { sigma: 1.5, amplitude: 120, apart: 20 }, 6);
let folder: string;
let image: string;
let labels: string;

async function save(file: string, spots: typeof truth): Promise<string> {
  const { data } = drawSpots(size, spots, { background: 40, noise: 2, seed: 6 });
  const grey = Uint8Array.from(data, Math.round);
  await sharp(grey, { raw: { ...size, channels: 1 } })
    .png()
    .toFile(file);
  return file;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-spots-'));
  image = await save(join(folder, 'spots.png'), truth);
  labels = join(folder, 'labels.csv');
  // One spot less than there are, and one more where there is none.
  const points = [...truth.slice(1), { x: 100, y: 2 }];
  await writeFile(labels, ['X;Y', ...points.map(({ x, y }) => `${x};${y}`)].join('\r\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('abbe spots', () => {
  it('scores an image against hand labels, and names lost and invented spots', async () => {
    const { code, stdout } = await abbe('spots', image, '--truth', labels, '--json');
    expect(code).toBe(0);
    const { image: found, truth: by, match } = documents.spots.parse(JSON.parse(stdout));
    expect(found.spots).toHaveLength(20);
    expect(match).toMatchObject({ matched: 19, precision: 0.95, recall: 0.95, lost: [19] });
    const [invented] = match?.invented ?? [];
    expect(
      Math.hypot(found.spots[invented!]!.x - truth[0]!.x, found.spots[invented!]!.y - truth[0]!.y),
    ).toBeLessThan(0.2);
    expect(match?.localisationError).toBeLessThan(0.1);
    expect(found.psf.pixels.median).toBeGreaterThan(3.4);
    expect(found.psf.pixels.median).toBeLessThan(3.7);
    expect(found.psf.physical).toBeNull();
    expect(found.background.sd).toBeLessThan(3);
    expect(by).toMatchObject({ file: labels, snr: { n: 20 } });
  });

  it('scores an image against the spots of another, in a table for people', async () => {
    const other = await save(join(folder, 'truth.png'), truth.slice(0, 15));
    const { code, stdout } = await abbe('spots', image, '--truth', other);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Spots +20 +15/);
    expect(stdout).toContain('Matched      15 within 2 px; lost 0, invented 5');
    expect(stdout).toContain('Precision    0.75, recall 1, F1 0.8571');
  });

  it('answers for an image without spots and a table without points', async () => {
    const black = join(folder, 'black.png');
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#000' } })
      .png()
      .toFile(black);
    const empty = join(folder, 'none.csv');
    await writeFile(empty, 'x,y\n');
    const { code, stdout } = await abbe('spots', black, '--truth', empty, '--json');
    expect(code).toBe(0);
    const { image: found, match } = documents.spots.parse(JSON.parse(stdout));
    expect(found).toMatchObject({ spots: [], psf: { fits: [], pixels: { n: 0, median: null } } });
    expect(match).toMatchObject({
      matched: 0,
      precision: null,
      recall: null,
      f1: null,
      lost: [],
      invented: [],
    });
  });

  it('says in one sentence what is wrong with a table or an option', async () => {
    const bad = join(folder, 'bad.csv');
    await writeFile(bad, 'x,y\n1,2\n3,here\n');
    const failed = await abbe('spots', image, '--truth', bad);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('point 2 has no number for x and y');
    expect(await abbe('spots', image, '--tolerance', 'x')).toMatchObject({ code: 2 });
  });
});
