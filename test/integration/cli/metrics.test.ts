import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { tiff } from '../../../electron/engine/formats/tiff.ts';
import { abbe } from '../../support/abbe.ts';

let folder: string;
const side = 16;
const file = (name: string): string => join(folder, `${name}.tif`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-metrics-'));
  const draw = (name: string, value: (i: number) => number, slices = 1) =>
    tiff.write?.(file(name), {
      shape: [1, 1, slices, side, side],
      dtype: 'uint8',
      pixelSize: null,
      channels: ['Grey'],
      plane: async () => Uint8Array.from({ length: side * side }, (_, i) => value(i)),
    });
  await draw('truth', (i) => (i * 37) % 200);
  await draw('result', (i) => ((i * 37) % 200) + (i % 3));
  await draw('low', (i) => ((i * 37) % 200) + 10 * (i % 3));
  await draw('stack', (i) => (i * 37) % 200, 3);
  await draw('mask', (i) => (i % 2 ? 255 : 0));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('prints one document, with the input’s own scores and a table as CSV', async () => {
  const csv = join(folder, 'scores.csv');
  const words = ['metrics', file('result'), file('truth'), '--input', file('low'), '--csv', csv, '--json'];
  const { code, stdout } = await abbe(...words);
  expect(code).toBe(0);
  const document = documents.metrics.parse(JSON.parse(stdout));
  if (!('gain' in document)) throw new Error('These are scores, not overlaps.');
  const [pair] = document.pairs;
  const mse = Array.from({ length: side * side }, (_, i) => (i % 3) ** 2).reduce((a, b) => a + b) / side ** 2;
  expect(pair).toMatchObject({
    prediction: file('result'),
    target: file('truth'),
    dataRange: 255,
    msSsim: null,
  });
  expect(pair?.psnr).toBeCloseTo(10 * Math.log10(255 ** 2 / mse), 9);
  expect((pair?.psnr ?? 0) - (pair?.input?.psnr ?? 0)).toBeCloseTo(20, 9);
  expect(document.gain).toHaveLength(7);
  const [header, row] = (await readFile(csv, 'utf8')).split('\r\n').map((line) => line.split(','));
  expect(Number(row?.[header?.indexOf('psnr') ?? -1])).toBe(pair?.psnr);
  expect(Number(row?.[header?.indexOf('input_ssim') ?? -1])).toBe(pair?.input?.ssim);
  expect(row?.[header?.indexOf('msSsim') ?? -1]).toBe('');
});

it('has a row for every plane of a stack', async () => {
  const csv = join(folder, 'planes.csv');
  const { code, stdout } = await abbe('metrics', file('stack'), file('stack'), '--csv', csv);
  expect(code).toBe(0);
  expect(stdout).toMatch(/stack\.tif +255 .*\nstack\.tif 0,0,1 +255 .*\nstack\.tif 0,0,2 +255 /);
  expect(stdout).toMatch(/1 image, 3 planes compared/);
  const [header, ...rows] = (await readFile(csv, 'utf8')).trim().split('\r\n');
  expect(header).toMatch(/^prediction,target,series,t,c,z,/);
  expect(rows.map((row) => row.split(',').slice(2, 6).join())).toEqual(['0,0,0,0', '0,0,0,1', '0,0,0,2']);
});

it('tells of identical images that their PSNR is infinite, in words, JSON and CSV', async () => {
  const csv = join(folder, 'same.csv');
  const words = ['metrics', file('truth'), file('truth'), '--input', file('truth'), '--csv', csv];
  const { code, stdout } = await abbe(...words);
  expect(code).toBe(0);
  expect(stdout).toMatch(/its input +∞ +1\.0000/);
  const rows = (await readFile(csv, 'utf8')).split('\r\n').map((line) => line.split(','));
  for (const name of ['psnr', 'input_psnr']) expect(rows[1]?.[rows[0]?.indexOf(name) ?? -1]).toBe('inf');
  const { pairs } = JSON.parse((await abbe('metrics', file('truth'), file('truth'), '--json')).stdout) as {
    pairs: unknown[];
  };
  // JSON has no infinity.
  expect(pairs).toMatchObject([{ psnr: null, identical: true, mae: 0 }]);
  expect(stdout).toMatch(/truth\.tif +255 +∞ +1\.0000/);
  expect(stdout).toMatch(/MS-SSIM needs images of 176 px or more/);
});

it('has a defined answer for constant images and for pixels that are no numbers', async () => {
  const floats = async (name: string, value: (i: number) => number): Promise<string> => {
    await tiff.write?.(file(name), {
      ...{ shape: [1, 1, 1, side, side], dtype: 'float32', pixelSize: null, channels: ['Grey'] },
      plane: async () => Float32Array.from({ length: side * side }, (_, i) => value(i)),
    });
    return file(name);
  };
  const [flat, other, holes] = [
    await floats('flat', () => 3),
    await floats('other', () => 2),
    await floats('holes', (i) => (i === 7 ? NaN : i)),
  ];
  const constant = await abbe('metrics', other, flat);
  expect(constant.code).toBe(0);
  expect(constant.stdout).toMatch(/other\.tif +– +– +– .* 1$/m);
  const undefinedOnes = await abbe('metrics', holes, other, '--json');
  expect(JSON.parse(undefinedOnes.stdout)).toMatchObject({
    pairs: [
      {
        psnr: null,
        ssim: null,
        mae: null,
        identical: false,
        notes: expect.arrayContaining([
          expect.stringMatching(/^One pixel of .*holes\.tif is no finite number/),
        ]),
      },
    ],
    interval: { psnr: null },
  });
});

it('names both sizes where they differ', async () => {
  await tiff.write?.(file('narrow'), {
    ...{ shape: [1, 1, 1, side, 8], dtype: 'uint8', pixelSize: null, channels: ['Grey'] },
    plane: async () => new Uint8Array(8 * side),
  });
  const { code, stderr } = await abbe('metrics', file('narrow'), file('truth'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/narrow\.tif \(8 x 16 pixels\).*truth\.tif \(16 x 16 pixels\)/);
});

it('has Dice and IoU of masks', async () => {
  const { code, stdout } = await abbe('metrics', file('mask'), file('mask'), '--classes', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ mean: { dice: 1, iou: 1, accuracy: 1 }, failed: [] });
});

it.each([
  [['--data-range', '0'], 2, /--data-range is a number above 0/],
  [['--classes', '--data-range', '9'], 2, /takes neither --input nor --data-range/],
  [['--csv', join('missing-folder', 'x', 'y.csv')], 1, /cannot be written/],
])('refuses %j', async (words, expected, message) => {
  const { code, stderr } = await abbe('metrics', file('truth'), file('result'), ...words);
  expect(stderr).toMatch(message);
  expect(code).toBe(expected);
});
