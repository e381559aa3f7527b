import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll } from 'vitest';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';

/** A folder that is gone after the tests of the file that asked for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'abbe-formats-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Pixels that look like none of their neighbours. */
export function scramble(width: number, height: number, channels: 1 | 3, dtype: Raster['dtype']): Raster {
  const length = width * height * channels;
  const value = (i: number) => ((i + 1) * 40503) % 65536;
  const notes: string[] = [];
  if (dtype === 'uint8') {
    return {
      width,
      height,
      channels,
      dtype,
      notes,
      data: Uint8Array.from({ length }, (_, i) => value(i) >> 8),
    };
  }
  if (dtype === 'uint16') {
    return { width, height, channels, dtype, notes, data: Uint16Array.from({ length }, (_, i) => value(i)) };
  }
  return {
    width,
    height,
    channels,
    dtype,
    notes,
    data: Float32Array.from({ length }, (_, i) => value(i) * 1e-7),
  };
}

/** A raster as a sharp image that keeps its numbers. */
export function toSharp({ width, height, channels, dtype, data }: Raster): Sharp {
  const spaces = { uint8: ['b-w', 'srgb'], uint16: ['grey16', 'rgb16'], float32: ['b-w', 'scrgb'] } as const;
  const space = spaces[dtype][channels === 1 ? 0 : 1];
  return sharp(data, { raw: { width, height, channels } }).toColourspace(space);
}

/** A BMP file, bottom row first: 24 bits a pixel for RGB, a grey palette for one channel. */
export function bmpBytes(
  raster: Raster,
  { topDown = false, palette = (i: number) => [i, i, i] } = {},
): Buffer {
  const { width, height, channels, data } = raster;
  const stride = Math.ceil((width * channels) / 4) * 4;
  const colours = channels === 1 ? 256 : 0;
  const start = 54 + 4 * colours;
  const bytes = Buffer.alloc(start + stride * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(start, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(topDown ? -height : height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(8 * channels, 28);
  bytes.writeUInt32LE(stride * height, 34);
  bytes.writeUInt32LE(colours, 46);
  for (let i = 0; i < colours; i += 1) bytes.set(palette(i), 54 + 4 * i);
  for (let y = 0; y < height; y += 1) {
    const row = start + stride * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x += 1) {
      const pixel = [...data.subarray((y * width + x) * channels, (y * width + x + 1) * channels)];
      bytes.set(pixel.reverse(), row + x * channels);
    }
  }
  return bytes;
}

/** A PNG file of any bit depth and colour type; `rows` are packed, a filter byte of 0 before each. */
export function pngBytes(
  header: { width: number; height: number; bits: number; colourType: number },
  rows: Uint8Array,
): Buffer {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(header.width, 0);
  body.writeUInt32BE(header.height, 4);
  body.set([header.bits, header.colourType], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', body), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** A little-endian, uncompressed, grey TIFF of one strip; sample formats are 1 unsigned, 2 signed, 3 float. */
export function tiffBytes(
  width: number,
  height: number,
  sampleFormat: 1 | 2 | 3,
  pixels: NodeJS.TypedArray,
): Buffer {
  const strip = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const tags = [
    [256, width],
    [257, height],
    [258, 8 * pixels.BYTES_PER_ELEMENT],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, strip.length],
    [339, sampleFormat],
  ];
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length, 0);
  tags.forEach(([tag, value], i) => {
    directory.writeUInt16LE(tag as number, 2 + 12 * i);
    // Type 4 is a 32-bit number, one of it.
    directory.writeUInt16LE(4, 4 + 12 * i);
    directory.writeUInt32LE(1, 6 + 12 * i);
    directory.writeUInt32LE(value as number, 10 + 12 * i);
  });
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(8 + strip.length, 4);
  return Buffer.concat([header, strip, directory]);
}
