import type { Array as ZarrArray, Chunk, DataType } from 'zarrita';
import { brokenFile } from '../broken-file.ts';
import { BoundedCache } from '../../imaging/bounded-cache.ts';
import { chunkBound } from './codecs.ts';

/** A chunk is unpacked as a whole: larger ones are refused. */
const maxChunkBytes = 512 * 2 ** 20;
const keptBytes = 256 * 2 ** 20;
const busyBytes = 256 * 2 ** 20;

/** A Zarr array whose chunks are checked to be whole, and kept: a chunk of many slices serves them all. */
export type CheckedArray = ZarrArray<DataType> & { forget(): void; heldBytes(): number };

/**
 * @throws AbbeError invalid-input where its chunks are beyond what can be unpacked at once
 */
export function checkedArray(array: ZarrArray<DataType>, file: string): CheckedArray {
  const { chunks, shape, dtype } = array;
  const samples = chunks.reduce((product, size) => product * size, 1);
  const sound =
    chunks.length === shape.length && chunks.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!sound) throw brokenFile(file, `its header gives chunks of ${chunks.join(' x ')}`);
  const bytes = chunkBound({ dataType: dtype, shape: chunks });
  if (bytes > maxChunkBytes) {
    const mebibytes = Math.round(bytes / 2 ** 20).toLocaleString('en-US');
    throw brokenFile(
      file,
      `its chunks are ${mebibytes} MiB each and the limit is 512 MiB; save it in smaller chunks`,
    );
  }
  const kept = new BoundedCache<Chunk<DataType>>(keptBytes, () => bytes);
  const getChunk = (coordinates: number[]): Promise<Chunk<DataType>> =>
    kept.get(coordinates.join(), async () => {
      const chunk = await array.getChunk(coordinates);
      if (chunk.data.length === samples) return chunk;
      throw brokenFile(
        file,
        `chunk ${coordinates.join('/')} is not whole; copy the image again from its source`,
      );
    });
  // zarrita asks an array for its chunks, whatever made it; its own defineArrayExtension does the same.
  return new Proxy(array, {
    get(target, name) {
      if (name === 'getChunk') return getChunk;
      if (name === 'heldBytes') return () => kept.bytes;
      if (name === 'forget') return () => kept.clear();
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as CheckedArray;
}

interface Queue {
  add(task: () => Promise<void>): void;
  onIdle(): Promise<void[]>;
}

/** As many chunks at once as fit into 256 MiB, at most eight: zarrita's own queue takes all at once. */
export function limitedQueue({ chunks, dtype }: ZarrArray<DataType>): Queue {
  const bytes = chunkBound({ dataType: dtype, shape: chunks });
  const width = Math.max(1, Math.min(8, Math.floor(busyBytes / bytes)));
  const tasks: (() => Promise<void>)[] = [];
  const work = async (): Promise<void> => {
    for (let task = tasks.shift(); task; task = tasks.shift()) await task();
  };
  return {
    add: (task) => void tasks.push(task),
    onIdle: () => Promise.all(Array.from({ length: width }, work)),
  };
}
