import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  previewSteps,
  readLatestPreview,
  readPreview,
  thinned,
  thinPreviews,
  writePreview,
} from '../../../electron/engine/handlers/runs/preview-files.ts';
import { evenly } from '../../../electron/engine/handlers/triples.ts';
import { percentileRange } from '../../../electron/engine/imaging/display.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'abbe-previews-'))));
afterEach(() => rm(folder, { recursive: true }));

function ramp(gain: number): Raster {
  const data = Uint16Array.from({ length: 64 }, (_, i) => i * gain);
  return { width: 8, height: 8, channels: 1, dtype: 'uint16', data, notes: [] };
}

const triple = (gain: number) => ({ id: 'a', input: ramp(10), result: ramp(gain), truth: ramp(100) });

describe('preview pictures on the disk', () => {
  it('are listed by step and read back with what their black and white are', async () => {
    const previews = join(folder, 'previews');
    expect(await previewSteps(previews)).toEqual([]);
    for (const step of [1000, 20, 300]) await writePreview(previews, step, [triple(step / 10)]);
    expect(await previewSteps(previews)).toEqual([20, 300, 1000]);
    const { step, items } = await readPreview(previews, 300);
    expect(step).toBe(300);
    const range = percentileRange(ramp(100));
    expect(items[0]?.ranges).toEqual({ input: range, result: range, truth: range });
    // 30 of 100 a pixel: the generated image is darker than its target, and stays so in the copies.
    const { result, truth } = items[0] as (typeof items)[number];
    expect(result.dtype).toBe('uint8');
    expect((result.data[40] as number) / (truth.data[40] as number)).toBeCloseTo(0.3, 1);
    expect((await readLatestPreview(previews))?.step).toBe(1000);
  });

  it('are read from a list without ranges, and a damaged list is named', async () => {
    await writePreview(folder, 5, [triple(1)]);
    const index = join(folder, '00000005', 'index.json');
    await writeFile(index, JSON.stringify({ step: 5, ids: ['a'] }));
    expect((await readPreview(folder, 5)).items[0]?.ranges).toBeNull();
    await writeFile(index, '{"step": 5');
    await expect(readPreview(folder, 5)).rejects.toThrow(/damaged/);
    await expect(readPreview(folder, 6)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are thinned evenly where there are too many, the first and the last staying', async () => {
    const previews = join(folder, 'previews');
    for (const step of [1, 10, 20, 30, 40, 45]) await writePreview(previews, step, [triple(10)]);
    await thinPreviews(previews, 4);
    expect(await previewSteps(previews)).toEqual([1, 20, 30, 45]);

    // As a run draws them: never more than so many, and no gap much wider than another.
    let kept: number[] = [];
    for (let step = 1; step <= 1000; step += 1) {
      kept.push(step);
      const out = thinned(kept, 20);
      kept = kept.filter((each) => !out.includes(each));
    }
    expect(kept).toHaveLength(20);
    expect([kept[0], kept.at(-1)]).toEqual([1, 1000]);
    const gaps = kept.slice(1).map((step, i) => step - (kept[i] as number));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * (1000 / 20));
  });
});

it('steps are picked evenly, with the first and the last', () => {
  const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  expect(evenly(steps, 3)).toEqual([1, 5, 9]);
  expect(evenly(steps, 1)).toEqual([9]);
  expect(evenly(steps, 20)).toEqual(steps);
});
