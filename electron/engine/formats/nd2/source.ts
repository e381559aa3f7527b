import type { PlaneIndex, PlaneMetadata, SourceInfo } from '../../../contract/images.ts';
import { BoundedCache } from '../../imaging/bounded-cache.ts';
import type { Rectangle } from '../../imaging/raster.ts';
import { requireWithinLimit } from '../broken-file.ts';
import type { CheckedFile } from '../checked-file.ts';
import { allocateSamples } from '../pixel-source.ts';
import type { OpenOptions, PixelSource, Samples } from '../pixel-source.ts';
import { requireBox, requirePlane } from '../plane-index.ts';
import { extent, frameOf, framesIn, recordedLoops } from './experiment.ts';
import type { Loop } from './experiment.ts';
import { readFrame } from './frame.ts';
import type { Nd2Header } from './header.ts';

/** Unpacked frames that are kept, so that a frame's channels need one inflation. */
const cacheBytes = 128 * 2 ** 20;
/** An nd2 file's planes by position; a multi-point acquisition's points are the series. */
export function nd2Source(file: CheckedFile, header: Nd2Header, options: OpenOptions): PixelSource {
  const { loops, axis, notes } = axesOf(file, header, options);
  const info = infoOf(file, header, loops, options);
  info.axis = axis;
  info.axesStated = axis === null;
  info.notes.push(...notes);
  const cache = new BoundedCache<Buffer>(cacheBytes, ({ byteLength }) => byteLength);
  const frameAt = ({ t, z }: PlaneIndex): number => frameOf(loops, { t, z, position: info.series });
  const region = async (index: PlaneIndex, box: Rectangle): Promise<Samples> => {
    requirePlane(info, index);
    requireBox(info, box);
    const part = { number: frameAt(index), component: header.channels[index.c]!.component, box };
    const samples = await readFrame(file, header, part, cache);
    return samples ?? allocateSamples(header.dtype, box.width * box.height);
  };
  return {
    info,
    metadata: (index) => {
      requirePlane(info, index);
      return metadataOf(header, loops, index.c, frameAt(index), info.series);
    },
    plane: (index) => region(index, { x: 0, y: 0, width: header.width, height: header.height }),
    region,
    heldBytes: () => cache.bytes,
    close: async () => {
      cache.clear();
      await file.close();
    },
  };
}

interface Axes {
  loops: Loop[];
  /** How frames are read that no loop explains. */
  axis: 't' | 'z' | null;
  notes: string[];
}

function axesOf(file: CheckedFile, { loops, frames }: Nd2Header, { axis = 't' }: OpenOptions): Axes {
  if (frames.size === 0) throw file.broken('it holds no frames: nothing was recorded');
  let last = 0;
  for (const number of frames.keys()) last = Math.max(last, number + 1);
  if (last > 64 * frames.size + 64)
    throw file.broken(
      `its chunk map says frame ${last - 1} of ${frames.size} frames; copy it again from its source`,
    );
  const planned = framesIn(loops);
  if (planned === 1 && last > 1) {
    const chosen = axis === 'z' ? 'z' : 't';
    return { loops: [{ axis: chosen, count: last }], axis: chosen, notes: [] };
  }
  const recorded = recordedLoops(loops, last);
  const kept = framesIn(recorded);
  const missing = kept - [...frames.keys()].filter((number) => number < kept).length;
  const notes: string[] = [];
  if (kept < planned)
    notes.push(`The acquisition was stopped early: ${last} of ${planned} frames were recorded.`);
  if (planned < last) notes.push(`${last - planned} frames after the ${planned} planned ones are not shown.`);
  if (missing > 0) notes.push(`${missing} of ${kept} frames were not recorded; they read as 0.`);
  return { loops: recorded, axis: null, notes };
}

function infoOf(file: CheckedFile, header: Nd2Header, loops: Loop[], options: OpenOptions): SourceInfo {
  const { width, height, channels } = header;
  requireWithinLimit(file.path, width, height, options);
  const seriesCount = extent(loops, 'position');
  const { series = 0 } = options;
  if (!Number.isInteger(series) || series < 0 || series >= seriesCount) {
    throw file.broken(`it has no position ${series}: it has ${seriesCount}, counted from 0`);
  }
  return {
    file: file.path,
    format: 'nd2',
    axes: 'tczyx',
    shape: [extent(loops, 't'), channels.length, extent(loops, 'z'), height, width],
    dtype: header.dtype,
    pixelSize: header.pixelSize,
    channels: channels.map(({ name }) => name),
    rgb: header.rgb,
    axesStated: true,
    axis: null,
    seriesCount,
    series,
    affine: null,
    notes: [],
  };
}

function metadataOf(
  { channels, columns, stage }: Nd2Header,
  loops: Loop[],
  c: number,
  frame: number,
  series: number,
): PlaneMetadata {
  const at = (column: Float64Array | undefined): number | undefined => {
    const value = column?.[frame];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
  const time = at(columns.time);
  // The camera's record is one number a frame, and so says nothing of a frame with several channels.
  const recorded = channels.length === 1 ? at(columns.exposure) : undefined;
  const exposure = recorded !== undefined && recorded > 0 ? recorded / 1000 : channels[c]?.exposure;
  const point = loops.find(({ axis }) => axis === 'position')?.points?.[series];
  const [x, y, z] = [
    at(columns.x) ?? point?.x ?? stage.x,
    at(columns.y) ?? point?.y ?? stage.y,
    at(columns.z) ?? point?.z ?? stage.z,
  ];
  return {
    ...(exposure === undefined ? {} : { exposure }),
    ...(time === undefined ? {} : { time: time / 1000 }),
    ...(x === undefined || y === undefined ? {} : { position: { x, y, ...(z === undefined ? {} : { z }) } }),
  };
}
