import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { methods } from '../../../electron/contract/methods.ts';
import { omeZarr } from '../../../electron/engine/formats/ome-zarr.ts';
import { sourceHandlers } from '../../../electron/engine/handlers/source.ts';
import { SourcePool } from '../../../electron/engine/handlers/source-pool.ts';
import { temporaryFolder } from './engine-fixture.ts';

const sources = new SourcePool();
const handlers = sourceHandlers({ sources });
afterEach(() => sources.close());

async function movie(): Promise<string> {
  const file = join(temporaryFolder(), 'movie.zarr');
  await omeZarr.write?.(file, {
    shape: [4, 1, 1, 3, 5],
    dtype: 'float32',
    pixelSize: null,
    channels: ['Grey'],
    plane: ({ t }) => Float32Array.from({ length: 15 }, (_, i) => (i === 0 ? NaN : i + t / 4)),
  });
  return file;
}

describe('sources in the engine', () => {
  it('are described plane by plane, with progress', async () => {
    const file = await movie();
    const told: number[] = [];
    const call = {
      signal: new AbortController().signal,
      progress: ({ done }: { done: number }) => void told.push(done),
    };
    const found = methods['source.describe'].result.parse(await handlers['source.describe']({ file }, call));
    expect(found.planes.map(({ min, max, mean }) => [min, max, mean])).toEqual([
      [1, 14, 7.5],
      [1.25, 14.25, 7.75],
      [1.5, 14.5, 8],
      [1.75, 14.75, 8.25],
    ]);
    expect(told).toEqual([0, 1, 2, 3]);
    const brief = await handlers['source.describe']({ file, planes: false }, call);
    expect(brief).toMatchObject({ shape: [4, 1, 1, 3, 5], planes: [] });
  });

  it('end when they are cancelled', async () => {
    const file = await movie();
    const controller = new AbortController();
    const progress = ({ done }: { done: number }) => void (done === 2 && controller.abort());
    const reading = handlers['source.describe']({ file }, { signal: controller.signal, progress });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('give the values of a plane, or of a part of it, in their own type', async () => {
    const file = await movie();
    const call = { signal: new AbortController().signal, progress: () => {} };
    const plane = { t: 1, c: 0, z: 0 };
    const whole = await handlers['source.values']({ file, plane }, call);
    expect(methods['source.values'].result.parse(whole)).toMatchObject({
      width: 5,
      height: 3,
      dtype: 'float32',
    });
    const box = { x: 3, y: 1, width: 2, height: 2 };
    const part = await handlers['source.values']({ file, plane, box }, call);
    const { data } = part;
    expect([...new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4)]).toEqual([
      8.25, 9.25, 13.25, 14.25,
    ]);
    const outside = { ...box, x: 4 };
    await expect(handlers['source.values']({ file, plane, box: outside }, call)).rejects.toThrow(
      /does not lie inside/,
    );
  });
});
