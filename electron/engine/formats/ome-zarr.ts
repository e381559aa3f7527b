import * as zarr from 'zarrita';
import type { Array as ZarrArray, DataType } from 'zarrita';
import { sampleTypes } from '../../contract/images.ts';
import type { PixelSize, PlaneIndex, SampleType, SourceInfo } from '../../contract/images.ts';
import type { Rectangle } from '../imaging/raster.ts';
import { brokenFile, requireWithinLimit } from './broken-file.ts';
import { allocateSamples } from './pixel-source.ts';
import type { OpenOptions, PixelSource, Samples, SourceFormat } from './pixel-source.ts';
import { requireBox, requirePlane } from './plane-index.ts';
import { micrometresOf, pixelSizeOf, secondsOf } from './units.ts';
import { useBoundedCodecs } from './zarr/codecs.ts';
import { checkedArray, limitedQueue } from './zarr/chunks.ts';
import { readOmeImage } from './zarr/metadata.ts';
import type { OmeImage } from './zarr/metadata.ts';
import { FolderStore, hasZarrMetadata } from './zarr/store.ts';
import { writeOmeZarr } from './zarr/write.ts';

useBoundedCodecs();

/** OME-Zarr 0.4 (Zarr 2) and 0.5 (Zarr 3) folders: the highest resolution; only the chunks needed are read. */
export const omeZarr: SourceFormat = {
  id: 'ome-zarr',
  label: 'OME-Zarr',
  extensions: ['zarr'],
  sniff: async (head, path) => head.length === 0 && (await hasZarrMetadata(path)),
  open: openOmeZarr,
  write: writeOmeZarr,
};

/** Types that we do not have, by the one that holds them. */
const readAs: Partial<Record<DataType, SampleType>> = {
  bool: 'uint8',
  float16: 'float32',
  int64: 'float64',
  uint64: 'float64',
};
const axisNames = ['t', 'c', 'z', 'y', 'x'] as const;
type Axis = (typeof axisNames)[number];

/** Where each of our axes is among those of the file; undefined where the file has none. */
type AxisPlaces = Partial<Record<Axis, number>>;

async function openOmeZarr(file: string, options: OpenOptions): Promise<PixelSource> {
  const store = new FolderStore(file);
  try {
    const image = await readOmeImage(store, file, options.series ?? 0);
    const place = `${image.path}/${image.multiscale.datasets[0]!.path}`.replace(/^\//, '');
    const array = checkedArray(await zarr.open(zarr.root(store).resolve(place), { kind: 'array' }), file);
    const places = placesOf(image, array.shape.length, file);
    const info = describe(file, image, array, places);
    requireWithinLimit(file, info.shape[4], info.shape[3], options);
    requireFewChunks(file, array, places);
    const read = async (index: PlaneIndex, box: Rectangle): Promise<Samples> => {
      requirePlane(info, index);
      requireBox(info, box);
      return readBox(array, places, info, index, box).catch((thrown: unknown) => {
        throw asBroken(file, thrown);
      });
    };
    const step = timeStep(image, places);
    return {
      info,
      metadata: ({ t }) => (step === null || info.shape[0] === 1 ? {} : { time: t * step }),
      plane: async (index) => read(index, { x: 0, y: 0, width: info.shape[4], height: info.shape[3] }),
      region: async (index, box) => read(index, box),
      heldBytes: () => array.heldBytes(),
      close: async () => array.forget(),
    };
  } catch (thrown) {
    throw asBroken(file, thrown);
  }
}

function asBroken(file: string, thrown: unknown): unknown {
  if (thrown instanceof TypeError || thrown instanceof SyntaxError) {
    return brokenFile(file, 'its Zarr metadata are damaged; copy it again from its source', thrown);
  }
  if (!zarr.isZarritaError(thrown)) return thrown;
  if (zarr.isZarritaError(thrown, 'UnknownCodecError')) {
    return brokenFile(
      file,
      `its chunks are packed with "${thrown.codec}", which cannot be read; save it with zstd or gzip`,
    );
  }
  const { message, cause } = thrown;
  const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
  return brokenFile(file, `${reason.replaceAll('\n', ' ')}; the file may be damaged, copy it again`, thrown);
}

function placesOf({ multiscale }: OmeImage, rank: number, file: string): AxisPlaces {
  // Before version 0.3 an image had always these five.
  const names = multiscale.axes?.map(({ name }) => name.toLowerCase()) ?? [...axisNames];
  const places: AxisPlaces = {};
  for (const [i, name] of names.entries()) {
    if (!(axisNames as readonly string[]).includes(name)) {
      throw brokenFile(file, `it has an axis "${name}", and only t, c, z, y and x can be read`);
    }
    if (name in places) throw brokenFile(file, `it has two axes "${name}"`);
    places[name as Axis] = i;
  }
  if (names.length !== rank || places.x === undefined || places.y === undefined) {
    throw brokenFile(file, `its axes (${names.join(', ')}) do not fit its ${rank}-dimensional array`);
  }
  return places;
}

/** A damaged header can cut a plane into a chunk a pixel. */
function requireFewChunks(file: string, { shape, chunks }: ZarrArray<DataType>, { x, y }: AxisPlaces): void {
  const count = [x!, y!].reduce((product, axis) => product * Math.ceil(shape[axis]! / chunks[axis]!), 1);
  if (count <= maxChunksPerPlane) return;
  throw brokenFile(
    file,
    `a plane of it is cut into ${count.toLocaleString('en-US')} chunks; save it in larger ones`,
  );
}

function describe(file: string, image: OmeImage, array: ZarrArray<DataType>, places: AxisPlaces): SourceInfo {
  const dtype = sampleTypes.find((type) => type === array.dtype) ?? readAs[array.dtype];
  if (dtype === undefined)
    throw brokenFile(file, `its samples are of type "${array.dtype}", which no image has`);
  const shape = axisNames.map((axis) => (places[axis] === undefined ? 1 : array.shape[places[axis]]!));
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw brokenFile(file, `its header gives the size ${array.shape.join(' x ')}`);
  }
  const count = shape[1]!;
  const label = (i: number) => image.channels[i]?.label ?? (count === 1 ? 'Grey' : `Channel ${i + 1}`);
  const channels = Array.from({ length: Math.min(count, maxChannels) }, (_, i) => label(i));
  if (count > maxChannels)
    throw brokenFile(file, `it has ${count} channels, and at most ${maxChannels} can be read`);
  const { size, notes } = spacingOf(image, places);
  if (array.dtype !== dtype) notes.push(`Stored as ${array.dtype}, read as ${dtype}.`);
  return {
    file,
    format: 'ome-zarr',
    axes: 'tczyx',
    shape: shape as SourceInfo['shape'],
    dtype,
    pixelSize: size,
    channels,
    rgb: dtype === 'uint8' && isRgb(image, count),
    axesStated: true,
    axis: null,
    seriesCount: image.seriesCount,
    series: image.series,
    affine: null,
    notes,
  };
}

const maxChannels = 10_000;
const maxChunksPerPlane = 1_000_000;

/** Three channels named and coloured red, green and blue, as we write a colour picture. */
function isRgb({ channels }: OmeImage, count: number): boolean {
  const named = channels.map(({ label, color }) => `${label} ${color?.toUpperCase()}`).join();
  return count === 3 && named === 'Red FF0000,Green 00FF00,Blue 0000FF';
}

/** The scale of an axis at full resolution: the product of the dataset's and the image's own. */
function scaleOf({ multiscale }: OmeImage, place: number): number {
  const lists = [multiscale.datasets[0]?.coordinateTransformations, multiscale.coordinateTransformations];
  const scales = lists.flat().map((each) => (each?.type === 'scale' ? each.scale?.[place] : undefined));
  return scales.reduce<number>((product, scale) => product * (scale ?? 1), 1);
}

function spacingOf(image: OmeImage, places: AxisPlaces): { size: PixelSize | null; notes: string[] } {
  const notes: string[] = [];
  const length = (axis: 'x' | 'y' | 'z'): number | null => {
    const place = places[axis];
    if (place === undefined) return null;
    const unit = image.multiscale.axes?.[place]?.unit;
    const micrometres = unit === undefined ? null : micrometresOf(unit);
    const scale = scaleOf(image, place);
    if (micrometres !== null && scale > 0) return scale * micrometres;
    if (scale !== 1) notes.push(`The file gives a scale of ${scale} along ${axis} without a unit of length.`);
    return null;
  };
  return { size: pixelSizeOf(length('x'), length('y'), length('z')), notes };
}

function timeStep(image: OmeImage, { t }: AxisPlaces): number | null {
  const seconds = t === undefined ? null : secondsOf(image.multiscale.axes?.[t]?.unit ?? '');
  return seconds === null ? null : seconds * scaleOf(image, t!);
}

/** A rectangle of a plane through zarrita's slicing, which reads the chunks it touches. */
async function readBox(
  array: ZarrArray<DataType>,
  places: AxisPlaces,
  { dtype }: SourceInfo,
  index: PlaneIndex,
  { x, y, width, height }: Rectangle,
): Promise<Samples> {
  const selection: (number | zarr.Slice)[] = array.shape.map(() => 0);
  for (const axis of ['t', 'c', 'z'] as const)
    if (places[axis] !== undefined) selection[places[axis]] = index[axis];
  selection[places.y!] = zarr.slice(y, y + height);
  selection[places.x!] = zarr.slice(x, x + width);
  const { data, stride } = (await zarr.get(array, selection, { createQueue: () => limitedQueue(array) })) as {
    data: ArrayLike<number | bigint | boolean>;
    stride: number[];
  };
  const [alongY, alongX] = places.y! < places.x! ? [stride[0]!, stride[1]!] : [stride[1]!, stride[0]!];
  const direct = array.dtype === dtype && alongX === 1 && (alongY === width || height === 1);
  if (direct) return data as unknown as Samples;
  return rearranged(data, dtype, { width, height, alongX, alongY });
}

function rearranged(
  data: ArrayLike<number | bigint | boolean> & { get?: (i: number) => boolean },
  dtype: SampleType,
  { width, height, alongX, alongY }: { width: number; height: number; alongX: number; alongY: number },
): Samples {
  const result = allocateSamples(dtype, width * height);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const at = row * alongY + column * alongX;
      result[row * width + column] = Number(data.get ? data.get(at) : data[at]);
    }
  }
  return result;
}
