import type { SampleType } from '../../../contract/images.ts';
import type { Rectangle } from '../../imaging/raster.ts';
import { requireWithinLimit } from '../broken-file.ts';
import type { CheckedFile } from '../checked-file.ts';
import type { OpenOptions } from '../pixel-source.ts';
import type { CziAxis, Subblock } from './directory.ts';
import { commonType, pixelTypeOf } from './pixel-types.ts';

/** One of our channels: a channel of the file, or one colour of it. */
export interface CziChannel {
  /** Place among the file's channels, which its metadata lists in the same order. */
  place: number;
  /** Which sample of a pixel. */
  sample: number;
  colour: 'Red' | 'Green' | 'Blue' | null;
}

export interface Layout {
  sceneCount: number;
  scene: number;
  /** The plane's rectangle on the stage's pixel grid: the bounding box of the scene's tiles. */
  plane: Rectangle;
  times: number;
  slices: number;
  dtype: SampleType;
  channels: CziChannel[];
  /** Where the time points and scenes lie along their axes in the file, which need not begin at 0. */
  timeStarts: number[];
  /** The tiles of a plane, those on top last; `place` counts the file's channels. */
  tiles(t: number, place: number, z: number): Subblock[];
  notes: string[];
}

const unusedAxes = { B: 'block', H: 'phase', I: 'illumination', V: 'view', R: 'rotation' } as const;
/** More planes than this a block would be a directory of holes. */
const maxPlanesPerBlock = 64;

/** How the blocks of one scene make planes. @throws AbbeError where they do not. */
export function layoutOf(file: CheckedFile, all: Subblock[], options: OpenOptions): Layout {
  const notes: string[] = [];
  let blocks = all;
  for (const [axis, name] of Object.entries(unusedAxes) as [CziAxis, string][]) {
    const starts = startsOf(blocks, axis);
    if (starts.length === 1) continue;
    blocks = blocks.filter(({ index }) => index[axis] === starts[0]);
    notes.push(`Only the first of ${starts.length} along the axis ${axis} (${name}) is read.`);
  }
  const scenes = startsOf(blocks, 'S');
  const { series = 0 } = options;
  const start = scenes[series];
  if (start === undefined)
    throw file.broken(`it has no scene ${series}: it has ${scenes.length}, counted from 0`);
  blocks = blocks.filter(({ index }) => index.S === start);
  const plane = boundingBox(blocks);
  requireWithinLimit(file.path, plane.width, plane.height, options);
  const [times, places, slices] = [startsOf(blocks, 'T'), startsOf(blocks, 'C'), startsOf(blocks, 'Z')];
  const planes = times.length * places.length * slices.length;
  if (planes > maxPlanesPerBlock * blocks.length)
    throw file.broken('its directory is damaged: most planes are not there');
  const byPlane = groupByPlane(blocks, times, places, slices);
  const missing = planes - byPlane.size;
  if (missing > 0) notes.push(`${missing} of ${planes} planes were not recorded; they read as 0.`);
  return {
    sceneCount: scenes.length,
    scene: series,
    plane,
    times: times.length,
    slices: slices.length,
    ...channelsOf(file, blocks, places),
    timeStarts: times,
    tiles: (t, place, z) => byPlane.get(keyOf(t, place, z)) ?? [],
    notes,
  };
}

/** Which numbers the blocks have along an axis, ascending. */
function startsOf(blocks: Subblock[], axis: CziAxis): number[] {
  return [...new Set(blocks.map(({ index }) => index[axis]))].sort((a, b) => a - b);
}

function boundingBox(blocks: Subblock[]): Rectangle {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { box } of blocks) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const keyOf = (t: number, place: number, z: number): string => `${t} ${place} ${z}`;

function groupByPlane(
  blocks: Subblock[],
  times: number[],
  places: number[],
  slices: number[],
): Map<string, Subblock[]> {
  const rank = (starts: number[]) => new Map(starts.map((start, i) => [start, i]));
  const [t, c, z] = [rank(times), rank(places), rank(slices)];
  const groups = new Map<string, Subblock[]>();
  for (const block of blocks) {
    const { T, C, Z } = block.index;
    const key = keyOf(t.get(T)!, c.get(C)!, z.get(Z)!);
    const group = groups.get(key);
    if (group) group.push(block);
    else groups.set(key, [block]);
  }
  for (const group of groups.values()) group.sort((a, b) => a.index.M - b.index.M);
  return groups;
}

function channelsOf(
  file: CheckedFile,
  blocks: Subblock[],
  places: number[],
): Pick<Layout, 'channels' | 'dtype'> {
  const channels: CziChannel[] = [];
  const dtypes: SampleType[] = [];
  for (const [place, start] of places.entries()) {
    const ids = new Set(blocks.filter(({ index }) => index.C === start).map(({ pixelType }) => pixelType));
    const types = [...ids].map((id) => pixelTypeOf(file, id));
    if (types.length > 1) {
      const names = types.map(({ name }) => name).join(' and ');
      throw file.broken(
        `its channel ${place} mixes pixels of the types ${names}; export it as OME-TIFF from ZEN`,
      );
    }
    const [type] = types;
    dtypes.push(type!.dtype);
    if (type!.samples === 1) channels.push({ place, sample: 0, colour: null });
    else
      (['Red', 'Green', 'Blue'] as const).forEach((colour, i) =>
        channels.push({ place, sample: 2 - i, colour }),
      );
  }
  return { channels, dtype: commonType(dtypes) };
}
