import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import { writeReport } from '../../../electron/engine/reports/write-report.ts';
import { temporaryFolder } from '../projects/temporary-folder.ts';
import { content, example } from './report-fixture.ts';

async function written(
  change: Partial<ReturnType<typeof content>> = {},
): Promise<{ folder: string; page: string }> {
  const folder = join(temporaryFolder(), 'report');
  const page = await writeReport(folder, { ...content(), ...change });
  expect(page).toBe(join(folder, 'index.html'));
  return { folder, page: readFileSync(page, 'utf8') };
}

describe('the report', () => {
  it('is a page with the pictures and tables it names, and nothing else', async () => {
    const { folder, page } = await written();
    expect(readdirSync(folder).sort()).toEqual(['images', 'index.html', 'losses.csv', 'scores.csv']);
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target]) => target as string);
    const files = [
      ...readdirSync(join(folder, 'images')).map((name) => `images/${name}`),
      'losses.csv',
      'scores.csv',
    ];
    expect([...new Set(named)].sort()).toEqual(files.sort());
    expect(files).toHaveLength(11);
  });

  it('loads nothing from anywhere and runs no script', async () => {
    const { page } = await written();
    expect(page).toMatch(/http-equiv="Content-Security-Policy"\s+content="default-src 'none';/);
    expect(page).not.toMatch(/https?:|<script|<link|@import|url\(|\son\w+=/i);
  });

  it('shows names as text, whatever they are', async () => {
    const { page } = await written();
    expect(page).toContain('MicroGAN on &lt;cells&gt; &amp; &quot;others&quot;');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('says scores with their spread, n and gain, image by image', async () => {
    const text = textOf((await written()).page);
    expect(text).toContain('n = 2 images from 1 photo of the test split');
    expect(text).toContain('PSNR (dB) 30.00 ± 0.00 35.00 ± 1.41 +5.00 ± 1.41');
    expect(text).toContain('SSIM 0.9000 ± 0.0000 0.9500 ± 0.0000 +0.0500 ± 0.0000');
    expect(text).toContain('a-002 a.png 30 × 20 30.00 34.00 +4.00 0.9000 0.9500');
  });

  it('says what is needed to do it again', async () => {
    const text = textOf((await written()).page);
    for (const fact of ['seed 42; dataset seed 11', '900 of 900', '3 min 25 s', 'unet, 232,451 parameters']) {
      expect(text).toContain(fact);
    }
    for (const fact of ['epochs 3', 'kernelSize 15', 'diameter automatic', '2.21.0 (cpu)', 'ab'.repeat(32)]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain('broken.png it is empty');
  });

  it('holds all values in its tables', async () => {
    const { folder } = await written();
    expect(readFileSync(join(folder, 'losses.csv'), 'utf8')).toBe(
      'step,content,gradientPenalty\n0,1,0\n1,0.5,1\n2,0.3333333333333333,2\n',
    );
    const scores = readFileSync(join(folder, 'scores.csv'), 'utf8').split('\n');
    expect(scores[1]).toBe('a-001,photos/a.png,0,0,30,20,30,36,0.9,0.95');
  });

  it('shows 8-bit pictures as they are', async () => {
    const { folder, page } = await written();
    const shown = await openPhoto(join(folder, 'images', 'example-1-result.png'));
    expect(shown.data).toEqual(example('a-001').result.data);
    expect(page).toContain('Pixels are shown as they are');
  });

  it('shows deeper pictures with one contrast, and says which', async () => {
    const { folder, page } = await written({ examples: [example('a-001', 'uint16')] });
    const [input, truth] = await Promise.all(
      ['input', 'truth'].map((role) => openPhoto(join(folder, 'images', `example-1-${role}.png`))),
    );
    expect(truth?.data[300]).toBeGreaterThan(input?.data[300] ?? 255);
    expect(textOf(page)).toContain('between the 0.5 and 99.5 percentiles of its truth');
  });

  it('names the file that cannot be written', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'taken'), '');
    await expect(writeReport(join(folder, 'taken'), content())).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(join(folder, 'taken')),
    });
  });
});

/** The page's words, tags left out. */
function textOf(page: string): string {
  return page
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}
