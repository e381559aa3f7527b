import { describe, expect, it } from 'vitest';
import { exposurePairs } from '../../../electron/engine/datasets/preparations/exposure-pairs.ts';
import { labelledImages } from '../../../electron/engine/datasets/preparations/labelled-images.ts';
import { masksToImages } from '../../../electron/engine/datasets/preparations/masks-to-images.ts';
import { pairedFiles } from '../../../electron/engine/datasets/preparations/paired-files.ts';
import { preparations } from '../../../electron/engine/datasets/preparations/index.ts';
import { volumes } from '../../../electron/engine/datasets/preparations/volumes.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { emptyVolume } from '../../../electron/engine/imaging/volume/volume.ts';
import type { Volume } from '../../../electron/engine/imaging/volume/volume.ts';
import { contextOf } from './preparation-context.ts';

/** A scene of blobs at (x, y), with `light` grey levels of signal. */
function frame(light: number, [dx, dy] = [0, 0], size = 96): Raster {
  const data = new Uint16Array(size * size);
  const blobs = [
    [20, 30],
    [60, 25],
    [45, 70],
    [75, 66],
    [22, 72],
  ] as const;
  for (let i = 0; i < data.length; i += 1) {
    const [x, y] = [(i % size) - dx, Math.floor(i / size) - dy];
    const signal = blobs.reduce((sum, [u, v]) => sum + Math.exp(-((x - u) ** 2 + (y - v) ** 2) / 24), 0);
    data[i] = Math.round(100 + light * signal);
  }
  return { width: size, height: size, channels: 1, dtype: 'uint16', data, notes: [] };
}

function flat(value: number, width = 32, height = 24, channels: 1 | 3 = 1): Raster {
  const data = new Uint8Array(width * height * channels).fill(value);
  return { width, height, channels, dtype: 'uint8', data, notes: [] };
}

describe.each(preparations)('$id', (preparation) => {
  it('has presets that its schema takes, with every parameter explained', () => {
    for (const preset of Object.values(preparation.presets)) {
      expect(preparation.schema.safeParse(preset).success).toBe(true);
    }
    expect(preparation.schema.safeParse({ noSuchParameter: 1 }).success).toBe(false);
  });

  it('names what is missing where there is nothing to make a dataset of', async () => {
    const nothing = preparation.prepare(contextOf({}), {});
    if (preparation.id === 'cell-segmentation') expect((await nothing).items).toEqual([]);
    else await expect(nothing).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('exposure pairs', () => {
  const shifts = [
    [0, 0],
    [1.5, -2],
    [0, 0],
    [2.25, 0.75],
    [0, 0],
    [-1, 3.5],
  ] as const;
  /** Low frames drift against the high frames that follow them. */
  const movie = shifts.flatMap((shift) => [frame(120, [...shift]), frame(1200)]);

  it('finds the alternation, and the shift that lays the low frame on the high one', async () => {
    const { items, notes } = await exposurePairs.prepare(contextOf({ 'm.tif': movie }), {});
    expect(items).toHaveLength(6);
    expect(notes[0]).toMatch(/12 frames alternate with period 2 by the brightness: 6 low, 6 high, 6 pairs/);
    items.forEach(({ input, target, measures, included }, i) => {
      expect(included).toBe(true);
      const [dx, dy] = shifts[i] as readonly [number, number];
      expect(Math.abs((measures['dx'] as number) + dx)).toBeLessThan(0.1);
      expect(Math.abs((measures['dy'] as number) + dy)).toBeLessThan(0.1);
      expect([input, target]).toMatchObject([{ t: 2 * i }, { t: 2 * i + 1, shift: null }]);
    });
  });

  it('uses the part that both frames show, the same of both', async () => {
    const { items } = await exposurePairs.prepare(contextOf({ 'm.tif': movie }), {});
    const { input, target, width, height } = items[1] as (typeof items)[number];
    const box = { width, height };
    expect(input).toMatchObject({ box });
    expect(target).toMatchObject({ box });
    expect(width).toBeLessThan(96);
  });

  it('goes by exposure times where the file has them', async () => {
    const exposures = movie.map((_, i) => (i % 2 === 0 ? 0.2 : 0.01));
    const { items, notes } = await exposurePairs.prepare(contextOf({ 'm.tif': movie }, { exposures }), {});
    expect(notes[0]).toMatch(/by the exposure times/);
    expect(items[0]).toMatchObject({ input: { t: 1 }, target: { t: 0 } });
  });

  it('sets blank, saturated and unrelated frames aside, with the reason and a picture', async () => {
    const bad = [...movie];
    bad[0] = frame(0);
    const bright = frame(1200);
    bright.data.fill(1300, 0, 200);
    bad[3] = bright;
    const context = contextOf({ 'm.tif': bad });
    const { items } = await exposurePairs.prepare(context, { saturated: 1300 });
    expect(items.map(({ included }) => included)).toEqual([false, false, true, true, true, true]);
    expect(items[1]?.reason).toMatch(/saturated/);
    expect(context.pictures.filter(({ name }) => name.startsWith('set aside'))).toHaveLength(2);
  });

  it('takes the median shift for all pairs of two cameras', async () => {
    const steady = [0, 1, 2, 3].flatMap(() => [frame(150, [2, -1]), frame(1200)]);
    const { items, notes } = await exposurePairs.prepare(contextOf({ 'm.tif': steady }), {
      alignment: 'constant',
    });
    expect(new Set(items.map(({ measures }) => measures['dx']))).toHaveProperty('size', 1);
    expect(notes[1]).toMatch(/constant shift of -2\.0\d, 1\.0\d px/);
  });

  it('takes single frames of a folder as a movie, in the order of their names', async () => {
    const files = Object.fromEntries(movie.map((raster, i) => [`field/t${i + 1}.tif`, raster]));
    const { items } = await exposurePairs.prepare(contextOf(files), {});
    expect(items).toHaveLength(6);
    expect(items[5]).toMatchObject({ session: 'field', input: { source: 'field/t11.tif' } });
  });

  it('goes on with the other movies where one does not alternate', async () => {
    const still = Array.from({ length: 8 }, () => frame(500));
    const { items, skipped } = await exposurePairs.prepare(
      contextOf({ 'still.tif': still, 'm.tif': movie }),
      {},
    );
    expect(items).toHaveLength(6);
    expect(skipped).toEqual([{ file: '/photos/still.tif', reason: expect.stringMatching(/no two levels/) }]);
  });
});

describe('masks and images', () => {
  const mask = flat(0);
  mask.data.fill(255, 0, 200);

  it('makes class maps of separate masks, each with its image', async () => {
    const context = contextOf({
      'raw/00.tif': flat(90),
      'membranes/0.png': mask,
      'mitochondria/00.png': flat(0),
    });
    const { items, classes } = await masksToImages.prepare(context, { fit: 'none' });
    expect(classes?.map(({ name }) => name)).toEqual(['membrane', 'mitochondria']);
    expect(items).toMatchObject([{ id: '00', input: { kind: 'classes' }, width: 32, height: 24 }]);
    expect(items[0]?.measures['membrane']).toBeCloseTo(200 / (32 * 24), 6);
    expect(context.pictures).toHaveLength(1);
  });

  it('names images without masks, masks without images, and masks of another size', async () => {
    const context = contextOf({
      'raw/0.tif': flat(90),
      'raw/1.tif': flat(90),
      'raw/2.tif': flat(90),
      'm/0.png': mask,
      'm/2.png': flat(0, 16, 16),
      'm/7.png': mask,
    });
    const { items, skipped } = await masksToImages.prepare(context, { masks: 'membrane=m/*', fit: 'none' });
    expect(items).toHaveLength(1);
    const reasons = skipped.map(({ reason }) => reason).join('\n');
    expect(reasons).toMatch(/raw\/1\.tif has no mask in m\/\*/);
    expect(reasons).toMatch(/m\/7\.png \(membrane\) has no image/);
    expect(reasons).toMatch(/raw\/2\.tif: its masks have 16 x 16 pixels, the image 32 x 24/);
  });

  it('says which values of a label image belong to no class', async () => {
    const labels = flat(7);
    labels.data.fill(191, 0, 100);
    const context = contextOf({ 'raw/0.tif': flat(90), 'labels/0.png': labels });
    const { notes } = await masksToImages.prepare(context, {
      masks: 'mitochondria=labels/*[191]',
      fit: 'none',
    });
    expect(notes.join('\n')).toMatch(/values without a class: 7/);
  });

  it('cuts tiles where asked, of image and classes alike', async () => {
    const context = contextOf({ 'raw/0.tif': flat(90, 64, 32), 'm/0.png': flat(255, 64, 32) });
    const { items } = await masksToImages.prepare(context, { masks: 'membrane=m/*', fit: 'tile', side: 32 });
    expect(items).toHaveLength(2);
    const box = { x: 32, y: 0, width: 32, height: 32 };
    expect(items[1]).toMatchObject({ id: '0-002', target: { box }, input: { box } });
  });
});

describe('paired files', () => {
  it('pairs planes of files one by one and scores them', async () => {
    const movie = [frame(300), frame(900)];
    const { items } = await pairedFiles.prepare(contextOf({ 'low/a.tif': movie, 'high/a.tif': movie }), {
      input: 'low/*',
      target: 'high/*',
    });
    expect(items.map(({ id }) => id)).toEqual(['a-001', 'a-002']);
    expect(items[1]?.measures['correlation']).toBeCloseTo(1, 6);
  });

  it('sets pairs aside that do not look alike, and names sizes that differ', async () => {
    const noise = frame(0);
    noise.data.forEach((_: number, i: number) => (noise.data[i] = (i * 7919) % 4093));
    const context = contextOf({
      'low/a.tif': noise,
      'high/a.tif': frame(900),
      'low/b.tif': frame(900, [0, 0], 64),
      'high/b.tif': frame(900),
    });
    const wanted = { input: 'low/*', target: 'high/*', minCorrelation: 0.5 };
    const { items, skipped } = await pairedFiles.prepare(context, wanted);
    expect(items).toMatchObject([
      { id: 'a', included: false, reason: expect.stringMatching(/correlate by/) },
    ]);
    expect(skipped[0]?.reason).toMatch(/low\/b\.tif and \/photos\/high\/b\.tif differ in size/);
  });

  it('pairs by a table', async () => {
    const texts = { '/t.csv': 'input,target\nx.tif,y.tif\n' };
    const context = contextOf({ 'x.tif': frame(300), 'y.tif': frame(900) }, { texts });
    const { items } = await pairedFiles.prepare(context, { by: 'table', table: '/t.csv' });
    expect(items).toMatchObject([{ id: 'y', input: { source: 'x.tif' }, target: { source: 'y.tif' } }]);
  });
});

describe('labels', () => {
  const cells = { 'lymphocyte/1.png': flat(9), 'monocyte/2.png': flat(9), 'monocyte/3.png': flat(9) };

  it('takes them from folders', async () => {
    const { items } = await labelledImages.prepare(contextOf(cells), {});
    expect(items.map(({ label }) => label)).toEqual(['lymphocyte', 'monocyte', 'monocyte']);
  });

  it('takes them from a table by number, names them, and sums up rows without an image', async () => {
    const texts = { '/l.csv': 'image ID,class label\n1,2\n2,1\n40,1\n41,1\n42,1\n43,1\n' };
    const context = contextOf({ '001.bmp': flat(9), '002.bmp': flat(9), '003.bmp': flat(9) }, { texts });
    const wanted = { from: 'table', table: '/l.csv', names: '1=neutrophil, 2=lymphocyte' };
    const { items, skipped } = await labelledImages.prepare(context, wanted);
    expect(items.map(({ label, included }) => [label, included])).toEqual([
      ['lymphocyte', true],
      ['neutrophil', true],
      [null, false],
    ]);
    expect(skipped[0]?.reason).toMatch(/names 4 files that are not among the images/);
  });

  it('cuts boxes out, leaves those without area out and says so', async () => {
    const box = (name: string, size: number) =>
      `<object><name>${name}</name><bndbox><xmin>2</xmin><ymin>3</ymin><xmax>${2 + size}</xmax><ymax>${3 + size}</ymax></bndbox></object>`;
    const texts = { '/a/p.xml': `<annotation>${box('RBC', 8)}${box('WBC', 0)}</annotation>` };
    const context = contextOf({ 'p.jpg': flat(9, 32, 24, 3) }, { texts });
    const { items, skipped } = await labelledImages.prepare(context, { from: 'boxes', annotations: '/a' });
    expect(items).toMatchObject([
      { id: 'p-001', label: 'RBC', target: { box: { x: 2, y: 3, width: 8, height: 8 } } },
    ]);
    expect(skipped[0]?.reason).toMatch(/WBC.*has no area/);
  });
});

describe('volumes', () => {
  const affine = [2, 0, 0, -20, 0, 2, 0, -20, 0, 0, 2, -20, 0, 0, 0, 1];
  function ball(value: number, own: readonly number[] = affine): Volume {
    const volume = emptyVolume({ size: [20, 22, 12], affine: own });
    volume.data.forEach((_, i) => {
      const [x, y, z] = [i % 20, Math.floor(i / 20) % 22, Math.floor(i / 440)];
      if (Math.hypot(x - 10, y - 11, z - 6) < 5) volume.data[i] = value + x;
    });
    return volume;
  }
  const pair = { 's1/T1.nii': ball(50), 's1/T2.nii': ball(200) };

  it('cuts slices of both volumes of a subject, and sets empty ones aside', async () => {
    const context = contextOf({}, { volumes: pair });
    const { items, notes } = await volumes.prepare(context, { from: 0, to: 11 });
    expect(items).toHaveLength(12);
    expect(items[0]).toMatchObject({
      id: 's1-z000',
      included: false,
      reason: 'The slice is empty.',
      subject: 's1',
    });
    expect(items[6]).toMatchObject({
      included: true,
      target: { source: 's1/T2.nii', axis: 'z', index: 6, grid: null },
      input: { source: 's1/T1.nii', index: 6, grid: null, transform: null },
      width: 20,
      height: 22,
    });
    expect(notes[0]).toMatch(/on one grid already/);
    expect(context.pictures.map(({ name }) => name)).toEqual(['s1 overlay', 's1 slices']);
  });

  it('lays a volume on the other one’s grid, the truth as it is', async () => {
    const shifted = affine.with(3, -21);
    const given = { 's1/T1.nii': ball(50, shifted), 's1/T2.nii': ball(200) };
    const { items } = await volumes.prepare(contextOf({}, { volumes: given }), {
      from: 6,
      to: 6,
      registration: 'never',
    });
    expect(items[0]).toMatchObject({
      target: { grid: null },
      input: { grid: { size: [20, 22, 12], affine } },
    });
  });

  it('pairs neighbouring slices where asked', async () => {
    const { items } = await volumes.prepare(contextOf({}, { volumes: pair }), {
      from: 5,
      to: 7,
      neighbours: 1,
    });
    expect(items.map(({ id }) => id)).toContain('s1-z006-from-z005');
    expect(items).toHaveLength(7);
  });

  it('names a subject whose slices do not reach so far, and one without a partner', async () => {
    const given = { ...pair, 's2/T1.nii': ball(1) };
    const range = { from: 90, to: 110 };
    const { items, skipped } = await volumes.prepare(contextOf({}, { volumes: given }), range);
    expect(items).toEqual([]);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/s2\/T1\.nii has no partner/),
      expect.stringMatching(/slices 90 to 110 were asked for; the volume has the axial slices 0 to 11/),
    ]);
  });

  it('takes all slices of a volume that does not reach to the paper’s, where nobody says which', async () => {
    const context = contextOf({}, { volumes: pair });
    const { items, skipped } = await volumes.prepare(context, {});
    expect(skipped).toEqual([]);
    expect(items).toHaveLength(12);
    expect((await volumes.prepare(context, { from: 9 })).items).toHaveLength(3);
    expect((await volumes.prepare(context, { to: 2 })).items).toHaveLength(3);
  });

  it('keeps to the paper’s rule where asked', async () => {
    const { skipped } = await volumes.prepare(contextOf({}, { volumes: pair }), {
      from: 5,
      to: 6,
      paperCounts: true,
    });
    expect(skipped[0]?.reason).toMatch(/left out by the paper’s rule of 150 slices/);
  });
});
