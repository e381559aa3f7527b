import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { AbbeError } from '../../contract/errors.ts';
import { checkSources } from './check-sources.ts';
import { listDatasets } from './dataset-files.ts';
import { writeDoubleClickFile } from './double-click-file.ts';
import { fileError, isMissing } from './file-errors.ts';
import { readProject } from './project-file.ts';
import { makeWhole } from './whole-file.ts';

type Tell = (done: number, total: number, message: string) => Promise<void>;

const mostEntries = 2_000_000;
/** Text deflates to a hundredth, images far less: what promises more is not a project. */
const mostInflation = 100;
/** Small packs of documents may inflate more. */
const alwaysAllowed = 2 ** 30;
const tellBytes = 8 * 2 ** 20;

/**
 * Unpacks a project into a new folder, which appears whole or not at all. Nothing is written outside of it, and
 * every source must have the content that the project knows.
 * @param tell told of bytes; may throw to cancel.
 * @throws AbbeError naming the zip file, or the folder that is in the way
 */
export async function unpackProject(
  file: string,
  folder: string,
  tell: Tell,
  signal?: AbortSignal,
): Promise<void> {
  await requireFree(folder);
  const zip = await openZip(file);
  try {
    const entries = await readEntries(file, zip);
    const bytes = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    await mkdir(dirname(folder), { recursive: true });
    await requireSpace(file, folder, bytes);
    await makeWhole(folder, async (temporary) => {
      await mkdir(temporary);
      await extract(zip, { file, entries, bytes, into: temporary }, tell);
      await requireWhole(file, temporary, (done, total) => tell(done, total, 'Checking the files'), signal);
      await writeDoubleClickFile(temporary, (await readProject(temporary)).name);
      // An empty folder may be in the way, which not every system replaces.
      await rmdir(folder).catch(() => undefined);
    });
  } catch (thrown) {
    throw thrown instanceof AbbeError ? thrown : damaged(file, reasonOf(thrown), thrown);
  } finally {
    zip.close();
  }
}

async function requireFree(folder: string): Promise<void> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw fileError(folder, 'created', thrown);
  });
  if (names.length === 0) return;
  throw new AbbeError('invalid-input', `${folder} is not empty; unpack into a new folder.`, { file: folder });
}

async function openZip(file: string): Promise<ZipFile> {
  await stat(file).catch((thrown: unknown) => {
    throw fileError(file, 'read', thrown);
  });
  try {
    // Names are checked by yauzl too: no backslash, no absolute path, no “..”.
    return await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (thrown) {
    throw damaged(file, reasonOf(thrown), thrown);
  }
}

/** The files in a zip, from its directory alone; what no pack of ours would hold is refused before any byte. */
async function readEntries(file: string, zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  const names = new Set<string>();
  let [packed, unpacked] = [0, 0];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    if (!isSafeName(entry.fileName)) throw damaged(file, `it holds a file named “${entry.fileName}”`);
    if (entry.isEncrypted()) throw damaged(file, 'its content is encrypted');
    const name = entry.fileName.toLowerCase();
    if (names.has(name)) throw damaged(file, `it holds “${entry.fileName}” twice`);
    names.add(name);
    entries.push(entry);
    packed += entry.compressedSize;
    unpacked += entry.uncompressedSize;
    if (entries.length > mostEntries) throw damaged(file, 'it holds too many files');
  }
  if (!names.has('project.json')) throw damaged(file, 'it holds no project (no project.json)');
  const overlapping = packed > zip.fileSize;
  if (overlapping || unpacked > Math.max(alwaysAllowed, mostInflation * zip.fileSize)) {
    throw damaged(file, `it claims to hold ${gigabytes(unpacked)} in ${gigabytes(zip.fileSize)}`);
  }
  return entries;
}

/** Names that stay inside and mean the same on every system. */
function isSafeName(name: string): boolean {
  return name
    .split('/')
    .every(
      (part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part) && part.length < 256,
    );
}

async function requireSpace(file: string, folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(folder));
  if (bytes <= bavail * bsize) return;
  throw new AbbeError(
    'invalid-input',
    `${file} needs ${gigabytes(bytes)} but the disk of ${folder} has ${gigabytes(bavail * bsize)} left; free some space or choose another folder.`,
    { file },
  );
}

interface Extraction {
  file: string;
  entries: readonly Entry[];
  bytes: number;
  into: string;
}

async function extract(zip: ZipFile, { file, entries, bytes, into }: Extraction, tell: Tell): Promise<void> {
  let [done, told] = [0, 0];
  await tell(0, bytes, 'Unpacking');
  for (const entry of entries) {
    const path = join(into, ...entry.fileName.split('/'));
    await mkdir(dirname(path), { recursive: true });
    const count = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        done += chunk.length;
        if (done - told < tellBytes) return next(null, chunk);
        told = done;
        tell(done, bytes, `Unpacking ${entry.fileName}`).then(() => next(null, chunk), next);
      },
    });
    // yauzl ends with an error where an entry inflates to more or less than it says.
    try {
      await pipeline(await zip.openReadStreamPromise(entry), count, createWriteStream(path, { flags: 'wx' }));
    } catch (thrown) {
      if (thrown instanceof AbbeError || (thrown as NodeJS.ErrnoException).syscall) throw thrown;
      throw damaged(file, `${entry.fileName} in it is damaged (${reasonOf(thrown)})`, thrown);
    }
  }
}

/** Reads the documents and every source of what was unpacked. */
async function requireWhole(
  file: string,
  folder: string,
  tell: (done: number, total: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const { sources } = await readProject(folder).catch((thrown: unknown) => {
    throw damaged(file, `its project.json cannot be used: ${reasonOf(thrown)}`, thrown);
  });
  const { problems } = await listDatasets(folder);
  if (problems[0]) throw damaged(file, reasonOf(problems[0]).replace(folder, ''), problems[0]);
  const outside = sources.find(({ path }) => !isSafeName(path));
  if (outside) throw damaged(file, `its project refers to ${outside.path}, which is not in it`);
  const known = sources.map((source) => ({ ...source, file: join(folder, ...source.path.split('/')) }));
  const states = await checkSources(known, (done) => tell(done, known.length), signal);
  const bad = sources.find((_, i) => states[i] !== 'same');
  if (bad) throw damaged(file, `${bad.path} in it is missing or has another content than the project knows`);
}

function damaged(file: string, reason: string, cause?: unknown): AbbeError {
  const text = reason.replace(/\.$/, '');
  return new AbbeError(
    'invalid-input',
    `${file} cannot be unpacked: ${text}; copy it again from its source.`,
    { file, ...(cause === undefined ? {} : { cause }) },
  );
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
