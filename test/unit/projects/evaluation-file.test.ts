import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pairedScoresSchema } from '../../../electron/contract/evaluation.ts';
import { readEvaluation, writeEvaluation } from '../../../electron/engine/projects/evaluation-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Written by Abbe as it was at version 1, of runs on sections of 8 and movies of 16 bits. */
const version1 = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/evaluations-version-1/${name}.json`, import.meta.url));

function copyOf(name: string): string {
  const file = join(temporaryFolder(), 'evaluation.json');
  cpSync(version1(name), file);
  return file;
}

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const older = ['psnr', 'ssim', 'inputPsnr', 'inputSsim'];

describe('an evaluation of version 1', () => {
  it.each([
    ['em-images', { value: 255, kind: 'type', low: 0, high: 255 }],
    ['live-cell-unet', { value: 65535, kind: 'type', low: 0, high: 65535 }],
  ])('of %s is read as today’s, with every score it had', async (name, dataRange) => {
    const file = copyOf(name);
    const old = json(file);
    const read = await readEvaluation(file);
    expect(read).toMatchObject({ format: 'abbe-evaluation', version: 2, created: null, dataRange });
    expect(read).toMatchObject({ run: old.run, step: old.step, checkpoint: old.checkpoint, n: old.n });
    expect(old.n).toBeGreaterThan(1);
    for (const [i, image] of old.perImage.entries()) {
      expect(read?.perImage[i]).toMatchObject({ ...image, group: image.file, notes: [], outside: [] });
      expect(read?.perImage[i]?.identical).toBe(false);
    }
    for (const statistic of ['mean', 'standardDeviation'] as const) {
      expect(read?.[statistic]).toMatchObject(old[statistic]);
    }
    // What was not measured is open and not 0.
    for (const score of pairedScoresSchema.keyof().options.filter((each) => !older.includes(each))) {
      expect([read?.mean[score], read?.perImage[0]?.[score]]).toEqual([null, null]);
    }
    expect(read?.warnings).toEqual([expect.stringMatching(/an older Abbe, .* evaluate the run again/)]);
    // Reading writes nothing.
    expect(json(file)).toEqual(old);
  });

  it('of the time before checkpoints were chosen is of the last one', async () => {
    const file = copyOf('em-images');
    const { checkpoint: _, ...old } = json(file);
    writeFileSync(file, JSON.stringify(old));
    expect(await readEvaluation(file)).toMatchObject({ checkpoint: 'last' });
  });

  it('is written as today’s and read as written', async () => {
    const file = copyOf('live-cell-unet');
    const read = (await readEvaluation(file))!;
    await writeEvaluation(file, read);
    expect(json(file)).toMatchObject({ format: 'abbe-evaluation', version: 2 });
    expect(await readEvaluation(file)).toEqual(read);
  });

  it('is refused by name where it is damaged, and null where there is none', async () => {
    const file = copyOf('em-images');
    writeFileSync(file, JSON.stringify({ ...json(file), perImage: 'none' }));
    await expect(readEvaluation(file)).rejects.toMatchObject({ message: expect.stringContaining(file) });
    expect(await readEvaluation(join(temporaryFolder(), 'evaluation.json'))).toBeNull();
  });
});
