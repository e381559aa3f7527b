/**
 * Makes the pictures of Home's sample cards out of the sample projects themselves, what goes in beside what comes
 * out: node build/make-sample-pictures.ts. To be run again where the samples change.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { MethodPayload } from '../electron/contract/methods.ts';
import { createEngine } from '../electron/engine/engine.ts';

const output = join(import.meta.dirname, '..', 'renderer', 'public', 'samples');
const work = mkdtempSync(join(tmpdir(), 'abbe-pictures-'));
const engine = await createEngine({ dataFolder: work, cacheFolder: join(work, 'cache'), abbeVersion: '' });
const call = { signal: new AbortController().signal, progress: () => undefined };
const half = 320;

type Source = MethodPayload<'source.thumbnails'>['sources'][number];

/** One plane as an opaque square: a part of its shorter side, from a corner as fractions of what is left. */
async function square(source: Source, part = { size: 1, x: 0.5, y: 0.5 }): Promise<Buffer> {
  const { thumbnails } = await engine.handlers['source.thumbnails']({ sources: [source], size: 512 }, call);
  const shown = thumbnails[0]?.pixels;
  if (!shown) throw new Error(`${source.file}: ${thumbnails[0]?.error ?? ''}`);
  const { width, height, channels, data } = shown;
  const picture = sharp(data, { raw: { width, height, channels: channels as 1 | 3 } });
  const side = Math.floor(part.size * Math.min(width, height));
  const left = Math.round(part.x * (width - side));
  const top = Math.round(part.y * (height - side));
  const cut = picture.extract({ left, top, width: side, height: side });
  // In steps: sharp crops after it resizes, whatever the order of calls.
  const whole = await cut.png().toBuffer();
  return sharp(whole).resize(half, half, { fit: 'cover' }).toColourspace('srgb').png().toBuffer();
}

async function write(name: string, input: Buffer, target: Buffer): Promise<void> {
  const gap = 2;
  await sharp({ create: { width: 2 * half, height: half, channels: 3, background: '#2e2e2e' } })
    .composite([
      {
        input: await sharp(input)
          .extract({ left: 0, top: 0, width: half - gap, height: half })
          .toBuffer(),
        left: 0,
        top: 0,
      },
      { input: target, left: half, top: 0 },
    ])
    .webp({ quality: 82 })
    .toFile(join(output, `${name}.webp`));
}

const open = async (sample: string): Promise<string[]> =>
  (await engine.handlers['project.openSample']({ sample }, call)).sources;
const named = (files: readonly string[], part: string): string => {
  const found = files.find((file) => file.includes(part));
  if (found === undefined) throw new Error(`no ${part}`);
  return found;
};

mkdirSync(output, { recursive: true });

const cells = await open('stained-cells');
const cell = await square({ file: named(cells, 'BloodImage_00049') }, { size: 0.4, x: 0.28, y: 0.72 });
// As the recipe's partner is seen: the cell through a blur, and half its pixels.
const blurred = await sharp(
  await sharp(cell)
    .resize(half / 4)
    .blur(1.2)
    .toBuffer(),
)
  .resize(half, half)
  .png()
  .toBuffer();
await write('stained-cells', blurred, cell);

const movie = named(await open('live-cells'), 'field-4');
const frame = { size: 0.4, x: 0.23, y: 0.03 };
await write(
  'live-cells',
  await square({ file: movie, plane: { t: 0, c: 0, z: 0 } }, frame),
  await square({ file: movie, plane: { t: 1, c: 0, z: 0 } }, frame),
);

const brains = await open('brain-mri');
await write(
  'brain-mri',
  await square({ file: named(brains, join('patient26', 'T1')) }),
  await square({ file: named(brains, join('patient26', 'T2')) }),
);

const sections = await open('em-sections');
const part = { size: 0.8, x: 0, y: 0 };
await write(
  'em-sections',
  await square({ file: named(sections, join('membranes', 'synthetic-01')) }, part),
  await square({ file: named(sections, join('raw', 'synthetic-01')) }, part),
);

await engine.close();
rmSync(work, { recursive: true, force: true });
