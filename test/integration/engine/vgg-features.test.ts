import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PatchDistribution } from '../../../electron/engine/handlers/runs/evaluation/patch-distribution.ts';
import { vggFeatures } from '../../../electron/engine/handlers/runs/evaluation/vgg-features.ts';
import { seededRandom } from '../../../electron/engine/imaging/seeded-random.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { rasterOf } from '../../support/evaluated-pairs.ts';
import { writeVgg16File } from '../../support/vgg16-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'abbe-vgg-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => loadTensorFlow());

/** Even grey with noise of a spread, 32 x 32. */
const noise = (spread: number, seed: number) => {
  const random = seededRandom(seed, 4);
  return rasterOf(
    32,
    32,
    Uint8Array.from({ length: 1024 }, () => 128 + spread * (random() - 0.5)),
  );
};

describe('the kernel distance over VGG16 features', () => {
  it('tells textures apart, says whose weights they are, and is told patch by patch', async () => {
    const file = join(folder, 'vgg16.h5');
    await writeVgg16File(file, { until: 'block5_conv3' });
    const network = await vggFeatures(file);
    const distribution = new PatchDistribution<'generated' | 'training'>(32, 20, network);
    for (let i = 0; i < 20; i += 1) {
      await distribution.add('real', `${i}`, noise(40, i));
      await distribution.add('training', `${i}`, noise(40, 100 + i));
      await distribution.add('generated', `${i}`, noise(200, 200 + i));
    }
    const told: number[] = [];
    const { kernel } = await distribution.measure(async (done) => void told.push(done));
    expect(kernel).toMatchObject({ network: 'vgg16' });
    expect(kernel?.features).toBe(
      `VGG16 features (block5_conv3, mean over places, 512 numbers; weights of ${file})`,
    );
    const kid = (set: string): number => kernel?.distances.find((each) => each.set === set)?.kid ?? NaN;
    expect(Math.abs(kid('training'))).toBeLessThan(Math.abs(kid('generated')) / 3);
    expect(told).toEqual([...Array(60).keys()]);
    // The patch itself, between the black and white given: grey levels of another range are another image.
    const [one, other] = [
      await network.features(noise(40, 1), { low: 0, high: 255 }),
      await network.features(noise(40, 1), { low: 100, high: 160 }),
    ];
    expect(one).toHaveLength(512);
    expect(one).not.toEqual(other);
    network.dispose();
  });

  it('refuses a file that holds no weights, by its name', async () => {
    await expect(vggFeatures(join(folder, 'none.h5'))).rejects.toThrow(/none\.h5 does not exist/);
    const text = join(folder, 'text.h5');
    writeFileSync(text, 'not weights');
    await expect(vggFeatures(text)).rejects.toThrow(/text\.h5 is not an HDF5 file/);
  });
});
