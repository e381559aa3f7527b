import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { AbbeError } from '../../contract/errors.ts';
import { fileError } from './file-errors.ts';
import type { PackedFile } from './pack-list.ts';
import { makeWhole } from './whole-file.ts';

/** Told of bytes written; may throw to cancel. */
type Tell = (done: number, message: string) => Promise<void>;

/** Progress is told, and a cancellation seen, every so many bytes. */
const tellBytes = 8 * 2 ** 20;

/**
 * Writes a zip file, whole or not at all. Documents are deflated; images and weights are stored, as most are
 * compressed already or are noise, so that packing runs at the disk's speed. Zip64 where sizes ask for it.
 * @throws AbbeError naming the file that cannot be read or has changed.
 */
export async function writePack(
  file: string,
  files: readonly PackedFile[],
  tell: Tell,
): Promise<{ bytes: number; files: number }> {
  if (files.some((packed) => packed.file !== undefined && resolve(packed.file) === resolve(file))) {
    throw new AbbeError(
      'invalid-input',
      `${file} is a file of the project itself; pack it to another name.`,
      {
        file,
      },
    );
  }
  await tell(0, 'Packing');
  await makeWhole(file, async (temporary) => {
    const zip = new ZipFile();
    const whole = new PassThrough();
    // yazl hears of no failure of what it reads, and would wait for more.
    const fail = (thrown: Error): void => void whole.destroy(thrown);
    zip.on('error', fail);
    const count = counter(tell);
    for (const packed of files) add(zip, packed, count, fail);
    zip.end();
    zip.outputStream.pipe(whole);
    await pipeline(whole, createWriteStream(temporary));
  });
  return { bytes: (await stat(file)).size, files: files.length };
}

type Count = (bytes: number, name: string) => Promise<void>;

function counter(tell: Tell): Count {
  let done = 0;
  let told = 0;
  return async (bytes, name) => {
    done += bytes;
    if (done - told < tellBytes) return;
    told = done;
    await tell(done, `Packing ${name}`);
  };
}

function add(zip: ZipFile, packed: PackedFile, count: Count, fail: (thrown: Error) => void): void {
  const { name } = packed;
  if (packed.text !== undefined) {
    zip.addBuffer(Buffer.from(packed.text), name);
    return;
  }
  const compress = /\.(json|jsonl|html|csv|txt)$/.test(name);
  zip.addReadStreamLazy(name, { compress, size: packed.bytes }, (give) => {
    const reading = createReadStream(packed.file);
    const checking = checked(packed, count);
    reading.on('error', (thrown) => fail(fileError(packed.file, 'read', thrown)));
    checking.on('error', fail);
    checking.on('close', () => reading.destroy());
    give(null, reading.pipe(checking));
  });
}

/** Passes bytes on, counts them, and fails at the end where they are not those that the project knows. */
function checked({ file, name, sha256, bytes }: PackedFile & { file: string }, count: Count): Transform {
  const hash = createHash('sha256');
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      passed += chunk.length;
      count(chunk.length, name).then(() => done(null, chunk), done);
    },
    flush(done) {
      const same = passed === bytes && (sha256 === undefined || hash.digest('hex') === sha256);
      done(same ? null : changed(file));
    },
  });
}

function changed(file: string): AbbeError {
  return new AbbeError(
    'invalid-input',
    `${file} has changed since it was added to the project, so it cannot be packed; bring the old file back, or add it again.`,
    { file },
  );
}
