import type { OmeImage } from './ome-xml.ts';

/** Where each plane lies, planes in the order of the image's axes (pages of several samples counted once). */
export interface PlaneMap {
  /** By plane: which of `files`, and which directory in it; -1 where nothing is said. */
  fileOf: Int32Array;
  ifdOf: Int32Array;
  /** Undefined: the file that was opened. */
  files: (string | undefined)[];
  /** Pages along c. */
  channelPages: number;
}

/**
 * Expands the TiffData elements. Where a run says no file, or the only file named is one, it is the file opened:
 * renamed files keep the old name in their metadata.
 * @throws RangeError where the runs name many times more planes than there are.
 */
export function mapPlanes(image: OmeImage, ownUuid: string | undefined, ownName: string): PlaneMap {
  const { sizes, order, channels, runs } = image;
  const channelPages = Math.max(1, Math.ceil(sizes.c / Math.max(1, channels[0]?.samples ?? 1)));
  const extents = { t: sizes.t, c: channelPages, z: sizes.z };
  const total = extents.t * extents.c * extents.z;
  const [fileOf, ifdOf] = [new Int32Array(total), new Int32Array(total).fill(-1)];
  const named = new Set(runs.map(({ fileName }) => fileName).filter((name) => name !== undefined));
  const files: (string | undefined)[] = [undefined];
  const numbers = new Map<string | undefined, number>([[undefined, 0]]);
  const numberOf = (name: string | undefined, uuid: string | undefined): number => {
    const own = name === ownName || (uuid !== undefined && uuid === ownUuid && !named.has(ownName));
    const key = own || named.size === 1 ? undefined : name;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, files.length);
    return files.push(key) - 1;
  };
  let budget = 4 * total + runs.length;
  const all = { t: 0, c: 0, z: 0, ifd: 0, count: undefined, fileName: undefined, uuid: undefined };
  for (const run of runs.length > 0 ? runs : [all]) {
    const first = { ...run, c: run.c < channelPages ? run.c : Math.floor(run.c / (sizes.c / channelPages)) };
    const start = placeOf(first, extents, order);
    const count = start === undefined ? 0 : Math.min(run.count ?? Infinity, total - start);
    budget -= count;
    if (budget < 0) throw new RangeError('its TiffData elements name far more planes than there are');
    const file = numberOf(run.fileName, run.uuid);
    for (let i = 0; i < count; i += 1) {
      fileOf[start! + i] = file;
      ifdOf[start! + i] = run.ifd + i;
    }
  }
  return { fileOf, ifdOf, files, channelPages };
}

type Place = { t: number; c: number; z: number };

function placeOf(index: Place, extents: Place, order: string): number | undefined {
  let [at, step] = [0, 1];
  for (const axis of order as Iterable<keyof Place>) {
    if (index[axis] >= extents[axis]) return undefined;
    at += index[axis] * step;
    step *= extents[axis];
  }
  return at;
}
