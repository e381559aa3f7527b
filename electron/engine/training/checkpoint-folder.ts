import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { AbbeError } from '../../contract/errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';

/** Where a run keeps its checkpoints. */
export interface CheckpointStore {
  /** On return the checkpoint is safe on disk; an interrupted save leaves the older ones as they were. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** The newest checkpoint that can be read; undefined where there is none. */
  latest(): Promise<Checkpoint | undefined>;
}

/** One more than the newest, so that a damaged one costs an interval and not the run. */
const usuallyKept = 2;
const namePattern = /^step-(\d+)\.checkpoint$/;

/**
 * The checkpoints of one run as `step-00001234.checkpoint` in a folder, which is made when the first is saved.
 * @param onDamaged told of each file that `latest` had to pass over.
 * @param kept how many of the last ones stay.
 */
export function openCheckpointFolder(
  folder: string,
  onDamaged: (error: AbbeError) => void = () => {},
  kept = usuallyKept,
): CheckpointStore {
  return {
    async save(checkpoint) {
      await mkdir(folder, { recursive: true });
      const name = `step-${String(checkpoint.step).padStart(8, '0')}.checkpoint`;
      // Writes beside the target, flushes to the disk, then renames.
      await writeFileAtomic(join(folder, name), Buffer.from(encodeCheckpoint(checkpoint)), { fsync: true });
      const all = await names(folder);
      // Newer than this one: damaged, or the run would have gone on from it.
      const stale = all.filter((other) => stepOf(other) > checkpoint.step);
      const old = all.filter((other) => stepOf(other) <= checkpoint.step).slice(kept);
      for (const other of [...stale, ...old]) await rm(join(folder, other), { force: true });
    },
    async latest() {
      for (const name of await names(folder)) {
        const file = join(folder, name);
        try {
          return decodeCheckpoint(await readFile(file), file);
        } catch (error) {
          onDamaged(AbbeError.wrap(error));
        }
      }
      return undefined;
    },
  };
}

/** The step of the newest checkpoint in a folder, damaged or not; undefined where there is none. */
export async function newestStep(folder: string): Promise<number | undefined> {
  const [newest] = await names(folder);
  return newest === undefined ? undefined : stepOf(newest);
}

const stepOf = (name: string): number => Number(namePattern.exec(name)?.[1] ?? -1);

/** Newest first. */
async function names(folder: string): Promise<string[]> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return found.filter((name) => namePattern.test(name)).sort((a, b) => stepOf(b) - stepOf(a));
}
