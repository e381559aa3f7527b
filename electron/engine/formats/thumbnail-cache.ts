import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import writeFileAtomic from 'write-file-atomic';
import { photoInfoSchema } from '../../contract/images.ts';
import type { PhotoInfo, PlaneIndex } from '../../contract/images.ts';
import type { Raster } from '../imaging/raster.ts';

/** A picture for display with what is known of the image it shows. */
export interface ShownPhoto {
  info: PhotoInfo;
  /** 8-bit RGB. */
  picture: Raster;
}

const defaultBytes = 256 * 2 ** 20;
/** Room made at once when the bound is reached, so that it is not reached again with the next picture. */
const keptShare = 0.8;
/** Entries written between two looks at the folder's size. */
const looksEvery = 64;
/** Counted up when entries change their meaning, so that old ones are not found any more. */
const version = 1;

const infoSchema = photoInfoSchema.omit({ file: true });

/**
 * Thumbnails on disk, one PNG each with what is known of the image behind it: found again by path,
 * size, time of change, wanted size and plane. A damaged or missing entry is made anew; the oldest are given up
 * beyond `maxBytes`. Whatever goes wrong with the folder, pictures are made and shown as if it were not there.
 */
export class ThumbnailCache {
  readonly #folder: string;
  readonly #maxBytes: number;
  #written = 0;
  #tidying: Promise<void> | undefined;

  constructor(folder: string, maxBytes = defaultBytes) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** The thumbnail of a file's plane, made where there is none yet. @throws as `make` */
  async get(
    file: string,
    maxSize: number,
    plane: PlaneIndex,
    make: () => Promise<ShownPhoto>,
  ): Promise<ShownPhoto> {
    const found = await stat(file).catch(() => null);
    if (!found) return make();
    const { t, c, z } = plane;
    const parts = [version, file, found.size, found.mtimeMs, maxSize, t, c, z];
    const name = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    const entry = join(this.#folder, `${name}.png`);
    const kept = await read(entry, file);
    if (kept) return kept;
    const shown = await make();
    await this.#write(entry, shown).catch(() => undefined);
    return shown;
  }

  /** Gives up the entries used longest ago until the rest fit. */
  async tidy(): Promise<void> {
    const names = (await readdir(this.#folder).catch(() => [])).filter((name) => name.endsWith('.png'));
    const entries = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const found = await stat(path).catch(() => null);
        return { path, bytes: found?.size ?? 0, used: found?.mtimeMs ?? 0 };
      }),
    );
    let bytes = entries.reduce((sum, each) => sum + each.bytes, 0);
    if (bytes <= this.#maxBytes) return;
    for (const entry of entries.sort((a, b) => a.used - b.used)) {
      if (bytes <= keptShare * this.#maxBytes) return;
      await rm(entry.path, { force: true });
      bytes -= entry.bytes;
    }
  }

  async #write(entry: string, { info, picture }: ShownPhoto): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const { width, height, channels, data } = picture;
    const { file: _, ...known } = info;
    const png = await sharp(data as Uint8Array, { raw: { width, height, channels } })
      .png({ compressionLevel: 6 })
      .toBuffer();
    // Behind the picture in the same file, so that one is never there without the other; PNG ends before it.
    const json = Buffer.from(JSON.stringify(known));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(json.length);
    await writeFileAtomic(entry, Buffer.concat([png, json, length]));
    this.#written += 1;
    if (this.#written % looksEvery !== 1) return;
    this.#tidying ??= this.tidy().finally(() => (this.#tidying = undefined));
    await this.#tidying;
  }
}

/** An entry; null where there is none, or none that is whole. Its time of change tells when it was last used. */
async function read(entry: string, file: string): Promise<ShownPhoto | null> {
  try {
    const bytes = await readFile(entry);
    const end = bytes.length - 4;
    const start = end - bytes.readUInt32LE(end);
    const known = infoSchema.parse(JSON.parse(bytes.toString('utf8', start, end)));
    const { data, info } = await sharp(bytes.subarray(0, start), { failOn: 'error' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) return null;
    const now = new Date();
    await utimes(entry, now, now).catch(() => undefined);
    const { width, height } = info;
    const picture = {
      width,
      height,
      channels: 3,
      dtype: 'uint8',
      data: new Uint8Array(data),
      notes: [],
    } as const;
    return { info: { ...known, file }, picture: { ...picture, notes: known.notes } };
  } catch {
    return null;
  }
}
