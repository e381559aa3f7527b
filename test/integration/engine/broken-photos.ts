import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { encodePng } from '../../../electron/engine/formats/png.ts';

/** One of each kind of input that cannot be used, and what its one line must say. */
export async function brokenPhotos(
  folder: string,
  goodJpeg: string,
): Promise<{ path: string; says: RegExp }[]> {
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('empty.png'), '');
  writeFileSync(at('text.png'), 'this is no picture\n');
  const jpeg = readFileSync(goodJpeg);
  writeFileSync(at('truncated.jpg'), jpeg.subarray(0, Math.floor(jpeg.length / 2)));
  writeFileSync(at('huge.png'), hugePng());
  mkdirSync(at('folder'));
  return [
    { path: at('empty.png'), says: /empty \(0 bytes\)/ },
    { path: at('text.png'), says: /not an image/ },
    { path: at('truncated.jpg'), says: /ends before the picture does/ },
    { path: at('huge.png'), says: /20000 x 20000.*limit/ },
    { path: at('folder'), says: /folder without images/ },
    { path: at('missing.png'), says: /does not exist/ },
  ];
}

/** A picture of one pixel: it opens, and has no cells. */
export async function onePixel(folder: string): Promise<string> {
  const file = join(folder, 'pixel.png');
  const pixel = {
    width: 1,
    height: 1,
    channels: 1,
    dtype: 'uint8',
    data: new Uint8Array([7]),
    notes: [],
  } as const;
  writeFileSync(file, await encodePng({ ...pixel, notes: [] }));
  return file;
}

/** The header of a 20,000 x 20,000 picture: what it would hold is never read. */
function hugePng(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(20_000, 0);
  header.writeUInt32BE(20_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}
