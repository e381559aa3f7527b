import type { DatasetDocument, ImageReference, Shift } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { BoundedCache } from '../imaging/bounded-cache.ts';
import { loadOpenCv } from '../imaging/opencv.ts';
import type { PlaneData } from '../imaging/registration/plane.ts';
import { resample } from '../imaging/registration/resample.ts';
import { allocate, crop } from '../imaging/raster.ts';
import type { Raster, RasterData, Rectangle } from '../imaging/raster.ts';
import { resizeImage, resizeMask } from '../imaging/resize.ts';
import type { Volume } from '../imaging/volume/volume.ts';
import { colourClasses, loadClassMap } from './load-class-map.ts';
import { sliceOf } from './load-slice.ts';

/** Where in a source a picture lies; `c` null: all channels of an RGB picture, else the first. */
export interface PicturePosition {
  series: number;
  t: number;
  c: number | null;
  z: number;
}

/** How the pixels of sources come to a dataset; sources by the name that the dataset gives them. */
export interface ImageAccess {
  /** @throws AbbeError naming the file. */
  readRaster(source: string, position: PicturePosition, box?: Rectangle): Promise<Raster>;
  /** @throws AbbeError naming the file. */
  readVolume(source: string, t: number): Promise<Volume>;
}

export interface ImageLoaderOptions {
  classes?: DatasetDocument['classes'];
  /** Class maps as RGB pictures in the classes' colours, one-hot for red, green and blue; else their indices. */
  classColours?: boolean;
  /** Of volumes, kept decoded. */
  maxVolumeBytes?: number;
}

export type PlaneImage = Extract<ImageReference, { kind: 'plane' }>;

/** Makes rasters of references. */
export interface ImageLoader {
  /** @throws AbbeError naming the source and the reason. */
  load(reference: ImageReference): Promise<Raster>;
  /** What `cut` needs: the whole picture, shifted. Several boxes of one picture then cost one decoding. */
  whole(reference: ImageReference): Promise<Raster>;
  /** The rest of the way: box, resizing and colours. */
  cut(whole: Raster, reference: ImageReference): Promise<Raster>;
}

const defaultVolumeBytes = 512 * 2 ** 20;

export function createImageLoader(access: ImageAccess, options: ImageLoaderOptions = {}): ImageLoader {
  const { classes = [], classColours = false, maxVolumeBytes = defaultVolumeBytes } = options;
  const volumes = new BoundedCache<Volume>(maxVolumeBytes, ({ data }) => data.byteLength);

  const slice = async (reference: Extract<ImageReference, { kind: 'slice' }>): Promise<Raster> => {
    const { source, t } = reference;
    const volume = await volumes.get(`${t}|${source}`, () => access.readVolume(source, t));
    return named(source, 'cannot be sliced', () => sliceOf(volume, reference));
  };
  const map = (reference: Extract<ImageReference, { kind: 'classes' }>): Promise<Raster> => {
    const names = [...new Set(reference.layers.map(({ source }) => source))].join(', ');
    return named(names, 'cannot be used as masks', () =>
      loadClassMap(reference, classes, (source, c) =>
        access.readRaster(source, { series: 0, t: 0, c, z: 0 }),
      ),
    );
  };
  const whole = (reference: ImageReference): Promise<Raster> => {
    if (reference.kind === 'slice') return slice(reference);
    return reference.kind === 'classes' ? map(reference) : readShifted(access, reference);
  };
  const cut = async (image: Raster, reference: ImageReference): Promise<Raster> => {
    if (reference.kind === 'slice') return image;
    const { kind, box, resize } = reference;
    const source = kind === 'plane' ? reference.source : (reference.layers[0]?.source ?? '');
    const boxed = box ? await named(source, 'cannot be cut out', () => crop(image, box)) : image;
    if (kind === 'plane') return resize ? resizeImage(boxed, resize) : boxed;
    const sized = resize ? await resizeMask(boxed, resize) : boxed;
    return classColours ? colourClasses(sized, classes) : sized;
  };
  return {
    whole,
    cut,
    async load(reference) {
      const { kind } = reference;
      if (kind !== 'plane' || reference.box === null || isMoved(reference.shift)) {
        return cut(await whole(reference), reference);
      }
      // Formats with tiles read no more than the box.
      const { source, series, t, c, z, box } = reference;
      const read = (): Promise<Raster> => access.readRaster(source, { series, t, c, z }, box);
      return cut(await named(source, 'cannot be cut out', read), { ...reference, box: null });
    },
  };
}

async function readShifted(
  access: ImageAccess,
  { source, series, t, c, z, shift }: PlaneImage,
): Promise<Raster> {
  const raster = await access.readRaster(source, { series, t, c, z });
  return isMoved(shift) ? shiftRaster(raster, shift) : raster;
}

function isMoved(shift: Shift | null): shift is Shift {
  return shift !== null && (shift.dx !== 0 || shift.dy !== 0 || shift.rotation !== 0);
}

/** Every channel laid on its partner by `imaging/registration`; same size and dtype. */
async function shiftRaster(raster: Raster, shift: Shift): Promise<Raster> {
  const { cv } = await loadOpenCv();
  const { width, height, channels, dtype, data } = raster;
  const result = allocate(dtype, data.length);
  for (let channel = 0; channel < channels; channel += 1) {
    const plane = channels === 1 ? data : allocate(dtype, width * height);
    if (channels > 1)
      for (let i = 0; i < plane.length; i += 1) plane[i] = data[i * channels + channel] as number;
    const moved: PlaneData = resample(cv, { width, height, data: plane }, shift).plane.data;
    if (channels === 1) return { ...raster, data: moved as RasterData };
    for (let i = 0; i < plane.length; i += 1) result[i * channels + channel] = moved[i] as number;
  }
  return { ...raster, data: result };
}

/** What imaging refuses, as an error that names the source. */
async function named<T>(source: string, what: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const reason = thrown.message.replace(/\.$/, '');
    throw new AbbeError(
      'invalid-input',
      `${source} ${what}: ${reason}; where the file has changed, make the dataset anew.`,
      { file: source, cause: thrown },
    );
  }
}
