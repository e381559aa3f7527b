import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe } from '../../support/abbe.ts';

const mnist = resolve(import.meta.dirname, '../../../../shared/data/mnist');
const [imagesFile, labelsFile] = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'].map((name) =>
  join(mnist, name),
) as [string, string];
const there = existsSync(imagesFile);
if (!there) console.info(`Skipped: MNIST is not in ${mnist}.`);

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'abbe-digits-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The first pictures or labels of an idx file as a file of their own. */
async function cut(file: string, name: string, count: number, header: number, each: number): Promise<string> {
  const bytes = gunzipSync(await readFile(file)).subarray(0, header + count * each);
  bytes.writeUInt32BE(count, 4);
  const target = join(folder, name);
  await writeFile(target, bytes);
  return target;
}

describe.skipIf(!there)('abbe digits on MNIST', () => {
  it('trains, lets a classifier judge, and does not pass what learned too little', async () => {
    const images = await cut(imagesFile, 'some.idx3-ubyte', 2000, 16, 28 * 28);
    const labels = await cut(labelsFile, 'some.idx1-ubyte', 2000, 8, 1);
    const picture = join(folder, 'digits.png');
    const small = ['--set', 'stepLimit=5', '--set', 'generatorChannels=4'];
    const { code, stdout } = await abbe('digits', images, labels, '--out', picture, ...small, '--json');
    expect(code).toBe(1);
    const document = documents.digits.parse(JSON.parse(stdout));
    expect(document).toMatchObject({
      passed: false,
      steps: 5,
      counts: { generated: 300, generatorTraining: 1000, classifierTraining: 800, real: 200 },
    });
    const { real, untrained, generated } = document.recognised;
    expect(real).toBeGreaterThan(0.5);
    // Bars through weights by chance: no better than guessing one of ten.
    expect(untrained).toBeLessThan(0.35);
    expect(generated).toBeLessThan(real);
    expect((await stat(picture)).size).toBeGreaterThan(1000);
  });

  it('refuses files that do not belong together', async () => {
    const labels = await cut(labelsFile, 'fewer.idx1-ubyte', 300, 8, 1);
    const { code, stderr } = await abbe('digits', imagesFile, labels);
    expect(code).toBe(1);
    expect(stderr).toMatch(/10000 images and .* 300 labels/);
  });
});
