import type { PlaneIndex, PlaneMetadata, SourceInfo } from '../../../contract/images.ts';
import { BoundedCache } from '../../imaging/bounded-cache.ts';
import type { Rectangle } from '../../imaging/raster.ts';
import type { CheckedFile } from '../checked-file.ts';
import { allocateSamples } from '../pixel-source.ts';
import type { PixelSource, Samples } from '../pixel-source.ts';
import { requireBox, requirePlane } from '../plane-index.ts';
import { blockHead, partsOf, readBlock } from './block.ts';
import type { Subblock } from './directory.ts';
import type { CziChannel, Layout } from './layout.ts';
import { blockMetadata } from './metadata.ts';
import type { CziMetadata } from './metadata.ts';
import { pixelTypeOf } from './pixel-types.ts';

/** Unpacked tiles that are kept, so that the colours of a picture need one decoding. */
const cacheBytes = 128 * 2 ** 20;
/** The XML of one block is some kilobytes. */
const maxBlockXmlBytes = 2 ** 20;

/** What is known of a file beside its layout; both are extras. */
export interface CziExtras {
  metadata: CziMetadata | null;
  /** Seconds. */
  timeStamps: Float64Array;
  notes: string[];
}

/** A czi file's planes; a mosaic's tiles are put together where the stage had them, scenes are the series. */
export function cziSource(file: CheckedFile, layout: Layout, extras: CziExtras): PixelSource {
  const info = infoOf(file, layout, extras);
  const cache = new BoundedCache<Uint8Array>(cacheBytes, ({ byteLength }) => byteLength);
  const region = async (index: PlaneIndex, box: Rectangle): Promise<Samples> => {
    requirePlane(info, index);
    requireBox(info, box);
    const { place, sample } = layout.channels[index.c]!;
    const result = allocateSamples(layout.dtype, box.width * box.height);
    const wanted = { ...box, x: box.x + layout.plane.x, y: box.y + layout.plane.y };
    for (const tile of layout.tiles(index.t, place, index.z)) {
      const shared = intersection(tile.box, wanted);
      if (shared === null) continue;
      const part = { ...shared, x: shared.x - tile.box.x, y: shared.y - tile.box.y };
      const samples = await readBlock(file, tile, part, cache);
      const { samples: perPixel } = pixelTypeOf(file, tile.pixelType);
      paste(samples, { sample, perPixel, shared }, result, wanted);
    }
    return result;
  };
  return {
    info,
    metadata: (index) => {
      requirePlane(info, index);
      return metadataOf(file, layout, extras, index);
    },
    plane: (index) => region(index, { x: 0, y: 0, width: layout.plane.width, height: layout.plane.height }),
    region,
    heldBytes: () => cache.bytes,
    close: async () => {
      cache.clear();
      await file.close();
    },
  };
}

function infoOf(file: CheckedFile, layout: Layout, { metadata, notes }: CziExtras): SourceInfo {
  const { channels, times, slices, plane } = layout;
  const colours = channels.filter(({ colour }) => colour !== null).length;
  return {
    file: file.path,
    format: 'czi',
    axes: 'tczyx',
    shape: [times, channels.length, slices, plane.height, plane.width],
    dtype: layout.dtype,
    pixelSize: metadata?.pixelSize ?? null,
    channels: channels.map((channel) => nameOf(channel, channels.length, metadata)),
    rgb: channels.length === 3 && colours === 3,
    axesStated: true,
    axis: null,
    seriesCount: layout.sceneCount,
    series: layout.scene,
    affine: null,
    notes: [...layout.notes, ...notes],
  };
}

function nameOf({ place, colour }: CziChannel, count: number, metadata: CziMetadata | null): string {
  const stated = metadata?.channels[place]?.name ?? `Channel ${place + 1}`;
  if (colour === null) return stated;
  return count === 3 ? colour : `${stated} ${colour}`;
}

function intersection(a: Rectangle, b: Rectangle): Rectangle | null {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** Copies one sample a pixel of a rectangle of a tile to where it lies in the result. */
function paste(
  samples: Samples,
  { sample, perPixel, shared }: { sample: number; perPixel: number; shared: Rectangle },
  result: Samples,
  wanted: Rectangle,
): void {
  for (let y = 0; y < shared.height; y += 1) {
    let from = y * shared.width * perPixel + sample;
    let to = (shared.y - wanted.y + y) * wanted.width + shared.x - wanted.x;
    for (const end = to + shared.width; to < end; to += 1, from += perPixel)
      result[to] = samples[from] as number;
  }
}

function metadataOf(
  file: CheckedFile,
  layout: Layout,
  { metadata, timeStamps }: CziExtras,
  { t, c, z }: PlaneIndex,
): PlaneMetadata {
  const { place } = layout.channels[c]!;
  const [tile] = layout.tiles(t, place, z);
  const stated = tile ? ofBlock(file, tile) : {};
  const exposure = stated.exposure ?? metadata?.channels[place]?.exposure;
  // The stamps count the file's own time points.
  const time = timeStamps[layout.timeStarts[t]!];
  return {
    ...stated,
    ...(exposure === undefined ? {} : { exposure }),
    ...(time === undefined || !Number.isFinite(time) ? {} : { time }),
  };
}

/** Extras of a block, read when asked for: a file may have a hundred thousand; {} where they are damaged. */
function ofBlock(file: CheckedFile, { position }: Subblock): PlaneMetadata {
  try {
    const head = file.readNow(position, blockHead.length, blockHead.what);
    const { metadata } = partsOf(file, head, position);
    if (metadata.length === 0 || metadata.length > maxBlockXmlBytes) return {};
    return blockMetadata(file.readNow(metadata.position, metadata.length, blockHead.what).toString('utf8'));
  } catch {
    return {};
  }
}
