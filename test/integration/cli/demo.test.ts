import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { startAbbe } from '../../support/abbe.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-demo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('abbe demo goes from the sample photos to a report that shows a gain', async () => {
  const out = join(folder, 'demo');
  const words = ['demo', '--out', out, '--steps', '250', '--json'];
  const { code, stdout, stderr } = await startAbbe(words, { ABBE_DATA: join(folder, 'data') }).done;
  expect(code, stderr).toBe(0);
  const { training, evaluation, applied, page } = documents.demo.parse(JSON.parse(stdout));
  expect(training).toMatchObject({ state: 'finished', step: 250 });
  expect(evaluation.n).toBeGreaterThan(50);
  expect(evaluation.photos).toBeGreaterThanOrEqual(4);
  // An eighth of the quick preset's steps; the whole of it gains more than 3 dB.
  expect((evaluation.mean.psnr ?? 0) - (evaluation.mean.inputPsnr ?? 0)).toBeGreaterThan(1);
  expect(applied.written.map(({ output }) => existsSync(output))).toEqual([true]);
  const html = await readFile(page.startsWith('file:') ? fileURLToPath(page) : page, 'utf8');
  expect(html).toContain('Content-Security-Policy');
  expect(html).toContain('mean gain in PSNR');
});
