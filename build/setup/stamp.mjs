import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** SHA-256 over strings and buffers, each with its length in front so that neighbours cannot run together. */
export function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex');
}

/** The files under `folders` (absolute) that `wanted` accepts, sorted, so that a hash over them is stable. */
export function listFiles(folders, wanted = () => true) {
  const found = [];
  const visit = (path) => {
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry?.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
    else if (entry?.isFile() && wanted(path)) found.push(path);
  };
  for (const folder of folders) visit(folder);
  return found.sort();
}

/**
 * A hash over paths and contents: changes when a file changes, appears, disappears or is renamed. Paths
 * count from `base`, so that a moved checkout keeps its hash.
 */
export function hashFiles(files, base) {
  return hashOf(...files.flatMap((file) => [relative(base, file), readFileSync(file)]));
}

/** Writes a file so that a reader sees the old or the new text, never half of it, also after a crash. */
export function writeAtomic(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const handle = openSync(temporary, 'w');
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
}

/** Reads a JSON file; `null` where it is absent or not JSON, which set-up treats alike: not done. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** True when the step `name` was finished with exactly these inputs. */
export const isStamped = (folder, name, inputs) => readJson(join(folder, `${name}.json`))?.inputs === inputs;

/** Remembers that the step `name` is finished with these inputs. */
export function stamp(folder, name, inputs) {
  writeAtomic(
    join(folder, `${name}.json`),
    `${JSON.stringify({ inputs, finishedAt: new Date().toISOString() })}\n`,
  );
}
