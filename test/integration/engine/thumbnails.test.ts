import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../electron/engine/formats/png.ts';
import { writeDataset } from '../../../electron/engine/projects/dataset-files.ts';
import { datasetItem, datasetOf, planeImage } from '../../unit/datasets/dataset-fixture.ts';
import { startEngine, temporaryFolder } from './engine-fixture.ts';
import type { TestEngine } from './engine-fixture.ts';

const side = 60;

/** A ramp from 1000 to 3000 along x, as 16-bit grey. */
async function writeRamp(file: string, factor = 1): Promise<void> {
  const data = new Uint16Array(side * side).map((_, p) => factor * (1000 + (2000 * (p % side)) / (side - 1)));
  const raster = {
    width: side,
    height: side,
    channels: 1 as const,
    dtype: 'uint16' as const,
    data,
    notes: [],
  };
  writeFileSync(file, await encodePng(raster));
}

/** Two photos: of the first the left and the right half are items, of the second the whole. */
async function project({ call }: TestEngine) {
  const folder = temporaryFolder();
  await call('project.create', { folder, name: 'Ramps' });
  await writeRamp(join(folder, 'a.png'));
  await writeRamp(join(folder, 'b.png'), 2);
  const { document } = await call('project.addSources', { project: folder, paths: [folder] });
  const half = (x: number) => {
    const box = { x, y: 0, width: side / 2, height: side };
    return { target: planeImage('a.png', {}, { box }), width: side / 2, height: side };
  };
  const items = [
    datasetItem('left', 'a.png', half(0)),
    datasetItem('right', 'a.png', half(side / 2)),
    datasetItem('other', 'b.png', { input: planeImage('b.png'), width: side, height: side }),
  ];
  const sources = document.sources.map(({ path, sha256 }) => ({ path, sha256 }));
  await writeDataset(folder, datasetOf(items, {}, { sources, degradation: {} }));
  return { project: folder, dataset: 'cells' };
}

const mean = (data: Uint8Array): number => data.reduce((sum, value) => sum + value, 0) / data.length;

describe('thumbnails of a dataset', () => {
  it('are cut from their picture, small, and all shown with one contrast', async () => {
    const engine = await startEngine();
    const reference = await project(engine);
    const asked = { ...reference, items: ['left', 'right', 'other'], of: 'target' as const, size: 30 };
    const { range, thumbnails } = await engine.call('dataset.thumbnails', asked);
    expect(thumbnails.map(({ item, error }) => [item, error])).toEqual([
      ['left', ''],
      ['right', ''],
      ['other', ''],
    ]);
    const [left, right, other] = thumbnails.map(({ pixels }) => pixels);
    expect(left).toMatchObject({ width: 15, height: 30, channels: 1, dtype: 'uint8' });
    expect(other).toMatchObject({ width: 30, height: 30 });
    expect(range?.min).toBeGreaterThan(990);
    expect(range?.max).toBeLessThanOrEqual(6000);
    const shownAs = (value: number): number =>
      (255 * (value - (range?.min ?? 0))) / ((range?.max ?? 0) - (range?.min ?? 0));
    expect(mean(left?.data ?? new Uint8Array())).toBeCloseTo(shownAs(1500), -1);
    expect(mean(right?.data ?? new Uint8Array())).toBeCloseTo(shownAs(2500), -1);
    expect(mean(other?.data ?? new Uint8Array())).toBeCloseTo(shownAs(4000), -1);
  });

  it('show inputs degraded where items have none of their own', async () => {
    const engine = await startEngine();
    const reference = await project(engine);
    const of = (side: 'input' | 'target') =>
      engine.call('dataset.thumbnails', { ...reference, items: ['left'], of: side, size: 64 });
    const [input, target] = [await of('input'), await of('target')];
    // A blurred ramp is flatter at the photo's edge: the first column is brighter than it was.
    const first = input.thumbnails[0]?.pixels;
    expect(first).toMatchObject({ width: 30, height: 60 });
    expect(first?.data).not.toEqual(target.thumbnails[0]?.pixels?.data);
  });

  it('name what is wrong with one file, and show the others', async () => {
    const engine = await startEngine();
    const reference = await project(engine);
    truncateSync(join(reference.project, 'b.png'), 60);
    const asked = { ...reference, items: ['other', 'left', 'gone'], of: 'target' as const, size: 30 };
    const { thumbnails } = await engine.call('dataset.thumbnails', asked);
    expect(thumbnails[0]).toMatchObject({ item: 'other', pixels: null });
    expect(thumbnails[0]?.error).toContain('b.png');
    expect(thumbnails[1]?.pixels).not.toBeNull();
    expect(thumbnails[2]).toMatchObject({ item: 'gone', pixels: null, error: /no such item/ });
    // Mended, it is shown: a failure is not kept.
    await writeRamp(join(reference.project, 'b.png'), 2);
    const mended = await engine.call('dataset.thumbnails', { ...asked, items: ['other'] });
    expect(mended.thumbnails[0]?.pixels).not.toBeNull();
  });

  it('end where the caller has scrolled away, and come when they are asked for again', async () => {
    const engine = await startEngine();
    const reference = await project(engine);
    const asked = { ...reference, items: ['left', 'other'], of: 'target' as const, size: 30 };
    const away = new AbortController();
    const onProgress = () => away.abort();
    const call = engine.call('dataset.thumbnails', asked, { signal: away.signal, onProgress });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    const { thumbnails } = await engine.call('dataset.thumbnails', asked);
    expect(thumbnails.every(({ pixels }) => pixels !== null)).toBe(true);
  });
});

describe('thumbnails of source files', () => {
  it('come with what the headers say and their own contrast; a damaged file has a reason', async () => {
    const engine = await startEngine();
    const folder = temporaryFolder();
    const [good, bad] = [join(folder, 'good.png'), join(folder, 'bad.png')];
    await writeRamp(good);
    writeFileSync(bad, 'no image');
    const { thumbnails } = await engine.call('source.thumbnails', {
      sources: [{ file: bad }, { file: good }, { file: join(folder, 'none.png') }],
      size: 20,
    });
    expect(thumbnails[0]).toMatchObject({ file: bad, info: null, pixels: null });
    expect(thumbnails[0]?.error).toContain('bad.png');
    expect(thumbnails[1]).toMatchObject({
      file: good,
      info: { shape: [1, 1, 1, side, side], dtype: 'uint16' },
      pixels: { width: 20, height: 20 },
      error: '',
    });
    expect(thumbnails[1]?.range?.min).toBeCloseTo(1000, -2);
    expect(thumbnails[2]?.error).toContain('does not exist');
  });
});
