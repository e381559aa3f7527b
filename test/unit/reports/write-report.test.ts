import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import sharp from 'sharp';
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
  it('is one page that holds its pictures, and figures beside it', async () => {
    const { folder, page } = await written();
    expect(readdirSync(folder).sort()).toEqual(['figures', 'index.html', 'losses.csv', 'scores.csv']);
    const sources = [...page.matchAll(/(?:src|href)="([^"]{0,30})/g)].map(([, target]) => target as string);
    expect(sources.length).toBeGreaterThan(11);
    for (const source of sources) expect(source).toMatch(/^data:image\/png;base64,/);
    const figures = readdirSync(join(folder, 'figures'));
    for (const name of ['splits', 'linearity', 'intensities', 'loss-content', 'loss-gradient-penalty']) {
      expect(figures).toContain(`${name}.svg`);
      expect(figures).toContain(`${name}.csv`);
      const svg = readFileSync(join(folder, 'figures', `${name}.svg`), 'utf8');
      expect(XMLValidator.validate(svg)).toBe(true);
      // At 96 of its units to an inch, drawn with the 300 dots that journals ask for.
      const [, width = ''] = /width="(\d+)"/.exec(svg) ?? [];
      const drawn = await sharp(join(folder, 'figures', `${name}.png`)).metadata();
      expect(drawn).toMatchObject({ density: 300, channels: 3, hasAlpha: false });
      expect(drawn.width).toBe(Math.round((Number(width) * 300) / 96));
    }
    for (const name of ['input', 'result', 'truth', 'error']) {
      expect(figures).toContain(`example-1-${name}.png`);
      expect(figures).toContain(`photo-${name}.png`);
    }
  });

  it('loads nothing from anywhere and runs no script', async () => {
    const { page } = await written();
    expect(page).toMatch(
      /http-equiv="Content-Security-Policy"\s+content="default-src 'none'; img-src data:;/,
    );
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|<script|<link|@import|url\((?!#)|\son\w+=/i,
    );
  });

  it('shows names as text, whatever they are', async () => {
    const { page } = await written();
    expect(page).toContain('MicroGAN on &lt;cells&gt; &amp; &quot;others&quot;');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('says scores with their spread, n and gain, image by image', async () => {
    const text = textOf((await written()).page);
    expect(text).toContain('n = 2 images from 1 photo of the test split');
    expect(text).toContain('PSNR (dB) ↑ 2 30.00 ± 0.00 35.00 ± 1.41');
    expect(text).toContain('SSIM ↑ 2 0.9000 ± 0.0000 0.9500 ± 0.0000');
    expect(text).toContain('a-002 a.png 30 × 20 30.00 34.00 +4.00 0.9000 0.9500');
    expect(text).toContain('+5.00 dB mean gain');
  });

  it('puts warnings first, and says what was not looked for', async () => {
    const { evaluation } = content();
    const warned = await written({ evaluation: { ...evaluation, warnings: ['Two of <them> leak.'] } });
    expect(textOf(warned.page)).toContain('Read this first Two of &lt;them&gt; leak.');
    expect(textOf(warned.page)).toContain('another was not looked for');
    expect(textOf((await written()).page)).not.toContain('Read this first');
  });

  it('says what is needed to do it again', async () => {
    const text = textOf((await written()).page);
    for (const fact of ['seed 42; dataset seed 11', '900 of 900', '3 min 25 s', 'unet, 232,451 parameters']) {
      expect(text).toContain(fact);
    }
    for (const fact of ['epochs 3', 'kernelSize 15', 'diameter automatic', '2.21.0 (cpu)', 'ab'.repeat(32)]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain('broken.png: it is empty');
  });

  it('holds all values in its tables', async () => {
    const { folder } = await written();
    expect(readFileSync(join(folder, 'losses.csv'), 'utf8')).toBe(
      'step,content,gradientPenalty\n0,1,0\n1,0.5,1\n2,0.3333333333333333,2\n',
    );
    const scores = readFileSync(join(folder, 'scores.csv'), 'utf8').split('\r\n');
    expect(scores[0]).toMatch(/^id,file,group,x,y,width,height,inputPsnr,psnr,/);
    expect(scores[1]).toMatch(/^a-001,photos\/a.png,photos\/a.png,0,0,30,20,30,36,/);
  });

  it('shows 8-bit pictures as they are, with a scale bar in the unit of the file', async () => {
    const { page } = await written();
    expect(page).toContain('Pixels are shown as they are');
    expect(page).toContain('>2 µm</text>');
    expect(textOf(page)).toContain('30 × 20 px, 0.5 µm per pixel');
  });

  it('shows deeper pictures with one contrast, and says which', async () => {
    const { folder, page } = await written({ examples: [example('a-001', 'uint16')] });
    const [input, truth] = await Promise.all(
      ['input', 'truth'].map((role) => openPhoto(join(folder, 'figures', `example-1-${role}.png`))),
    );
    const middle = (160 * 480 + 240) * 3;
    expect(truth?.data[middle]).toBeGreaterThan(input?.data[middle] ?? 255);
    expect(textOf(page)).toContain('between the 0.5 and 99.5 percentiles of its truth');
  });

  it('shows images from noise beside real ones, without scores', async () => {
    const { result, truth } = example('a');
    const { evaluation } = content();
    const { folder, page } = await written({
      ...{ examples: [], photo: null, trust: null, gallery: { generated: [result], real: [truth] } },
      evaluation: { ...evaluation, task: 'generation', perImage: [] },
    });
    expect(readdirSync(join(folder, 'figures'))).toEqual(
      expect.arrayContaining(['generated-1.png', 'real-1.png']),
    );
    expect(textOf(page)).toContain('Generated and real images');
    expect(textOf(page)).not.toContain('Result on held-out images');
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
