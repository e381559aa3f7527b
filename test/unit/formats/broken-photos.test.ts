import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AbbeError } from '../../../electron/contract/errors.ts';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import { bmpBytes, pngBytes, scramble, temporaryFolder, toSharp } from './fixtures.ts';

const folder = temporaryFolder();

function save(name: string, bytes: Uint8Array | string): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** The error of a file that must not open: one sentence, naming the file. */
async function refused(file: string, limits?: { maxPixels: number }): Promise<AbbeError> {
  const error: unknown = await openPhoto(file, limits).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AbbeError);
  const { message, file: named } = error as AbbeError;
  expect(message.startsWith(`${file} `)).toBe(true);
  expect(message.endsWith('.')).toBe(true);
  expect(message).not.toContain('\n');
  expect(named).toBe(file);
  return error as AbbeError;
}

describe('what is not an image', () => {
  it('a missing file', async () => {
    const error = await refused(join(folder, 'absent.png'));
    expect(error.code).toBe('not-found');
    expect(error.message).toMatch(/does not exist/);
    expect((await refused(join(save('plain.txt', 'x'), 'inside.png'))).code).toBe('not-found');
  });

  it('an empty file', async () => {
    const error = await refused(save('empty.png', ''));
    expect([error.code, error.message]).toEqual(['invalid-input', expect.stringMatching(/is empty/)]);
  });

  it('a folder', async () => {
    const inner = join(folder, 'folder.png');
    mkdirSync(inner);
    expect((await refused(inner)).message).toMatch(/is a folder/);
  });

  it('text renamed to .png', async () => {
    expect((await refused(save('text.png', 'Dear reader,\n'))).message).toMatch(
      /not an image of a supported format/,
    );
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'a file without permission',
    async () => {
      const file = save('locked.png', 'x');
      chmodSync(file, 0o000);
      expect((await refused(file)).message).toMatch(/permission/);
    },
  );
});

describe('damaged files', () => {
  const photo = scramble(64, 48, 3, 'uint8');
  const encoded = {
    jpg: () => toSharp(photo).jpeg().toBuffer(),
    'progressive.jpg': () => toSharp(photo).jpeg({ progressive: true }).toBuffer(),
    png: () => toSharp(photo).png().toBuffer(),
    tif: () => toSharp(photo).tiff({ compression: 'lzw' }).toBuffer(),
    webp: () => toSharp(photo).webp().toBuffer(),
    bmp: () => Promise.resolve(bmpBytes(photo)),
  };

  it.each(Object.entries(encoded))(
    'a truncated .%s is an error and not half a picture',
    async (extension, encode) => {
      const bytes = await encode();
      for (const share of [0.1, 0.5, 0.9]) {
        const file = save(`${share}.${extension}`, bytes.subarray(0, Math.round(share * bytes.length)));
        expect((await refused(file)).code).toBe('invalid-input');
      }
    },
  );

  it('a truncated JPEG is told as such', async () => {
    const bytes = await encoded.jpg();
    const file = save('half.jpg', bytes.subarray(0, bytes.length / 2));
    expect((await refused(file)).message).toMatch(/ends before the picture does/);
  });

  it('a header with noise behind it', async () => {
    const bytes = await encoded.png();
    bytes.fill(0x55, 60);
    await refused(save('noise.png', bytes));
    await refused(save('stub.bmp', 'BM'));
  });
});

describe('huge images are refused from their header', () => {
  it('a PNG of 20,000 x 20,000, with its size and the limit', async () => {
    const header = pngBytes({ width: 20000, height: 20000, bits: 8, colourType: 2 }, new Uint8Array(1));
    const { code, message } = await refused(save('huge.png', header));
    expect(code).toBe('invalid-input');
    expect(message).toMatch(/20000 x 20000 pixels \(400 megapixels\) and the limit is 200 megapixels/);
  });

  it('a BMP that claims 30,000 x 30,000', async () => {
    const bytes = bmpBytes(scramble(4, 4, 3, 'uint8'));
    bytes.writeInt32LE(30000, 18);
    bytes.writeInt32LE(-30000, 22);
    expect((await refused(save('huge.bmp', bytes))).message).toMatch(/900 megapixels/);
  });

  it('the limit can be set, and is itself allowed', async () => {
    const file = save(
      'small.png',
      await toSharp(scramble(10, 10, 1, 'uint8'))
        .png()
        .toBuffer(),
    );
    expect((await refused(file, { maxPixels: 99 })).message).toMatch(/10 x 10 pixels/);
    await expect(openPhoto(file, { maxPixels: 100 })).resolves.toBeDefined();
  });
});
