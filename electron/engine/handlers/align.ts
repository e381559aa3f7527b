import { resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { PlaneIndex } from '../../contract/images.ts';
import { sourceFormats } from '../formats/index.ts';
import type { PixelSource, SourceFormat } from '../formats/pixel-source.ts';
import { writePng } from '../formats/png.ts';
import { toDisplay } from '../imaging/display.ts';
import { montage } from '../imaging/montage.ts';
import { loadOpenCv } from '../imaging/opencv.ts';
import type { OpenCv } from '../imaging/opencv.ts';
import type { Raster } from '../imaging/raster.ts';
import { alignPlanes } from '../imaging/registration/align-planes.ts';
import type { Alignment } from '../imaging/registration/align-planes.ts';
import type { Motion, Plane } from '../imaging/registration/plane.ts';
import { resample } from '../imaging/registration/resample.ts';
import type { EngineContext } from './context.ts';
import { planeOf } from './plane-of.ts';

interface ImagePlane {
  file: string;
  plane: PlaneIndex | null;
}

/** What is asked for, with absolute paths. */
interface Request {
  reference: ImagePlane;
  moving: ImagePlane;
}

/** Registration of one image with another. */
export function alignHandlers({ sources }: Pick<EngineContext, 'sources'>): Pick<Handlers, 'image.align'> {
  return {
    'image.align': async ({ reference, moving, rotation, maxShift, output, preview }, { signal }) => {
      const request = { reference: absolute(reference), moving: absolute(moving) };
      const format = output === null ? null : formatToWrite(resolve(output));
      const still = await sources.use(request.reference.file, {}, (source) =>
        planeOf(source, request.reference.plane),
      );
      return sources.use(request.moving.file, {}, async (source) => {
        const { cv } = await loadOpenCv();
        const plane = await planeOf(source, request.moving.plane);
        signal.throwIfAborted();
        const alignment = align(cv, request, still, plane, {
          rotation,
          ...(maxShift === null ? {} : { maxShift }),
        });
        signal.throwIfAborted();
        const written: string[] = [];
        if (format !== null && output !== null) {
          await writeAligned(cv, format, resolve(output), source, request.moving.plane, alignment);
          written.push(resolve(output));
        }
        if (preview !== null) {
          await writePng(resolve(preview), overlay(cv, still, plane, alignment));
          written.push(resolve(preview));
        }
        return { ...alignment, written };
      });
    },
  };
}

function absolute({ file, plane }: ImagePlane): ImagePlane {
  return { file: resolve(file), plane };
}

function align(
  cv: OpenCv,
  { reference, moving }: Request,
  still: Plane,
  plane: Plane,
  options: { rotation: boolean; maxShift?: number },
): Alignment {
  try {
    return alignPlanes(cv, still, plane, options);
  } catch (thrown) {
    const { code, message } = AbbeError.wrap(thrown);
    const text = `${moving.file} cannot be aligned with ${reference.file}: ${message}`;
    throw new AbbeError(code, text, { file: moving.file, cause: thrown });
  }
}

/** The format that a file's name asks for. @throws AbbeError naming those that can be written. */
function formatToWrite(file: string): SourceFormat {
  const writable = sourceFormats.filter(({ write }) => write !== undefined);
  const named = writable.find(({ extensions }) =>
    extensions.some((extension) => file.toLowerCase().endsWith(`.${extension}`)),
  );
  if (named) return named;
  const known = writable.map(({ extensions }) => `.${extensions[0]}`).join(', ');
  throw new AbbeError('invalid-input', `${file} cannot be written: choose a name that ends in ${known}.`, {
    file,
  });
}

/** Moving's plane (all channels of a colour picture) laid on the reference, in its own type and pixel size. */
async function writeAligned(
  cv: OpenCv,
  format: SourceFormat,
  file: string,
  source: PixelSource,
  index: PlaneIndex | null,
  motion: Motion,
): Promise<void> {
  const { info } = source;
  const colour = info.rgb && index === null;
  const [, , , height, width] = info.shape;
  const from = index ?? { t: 0, c: 0, z: 0 };
  await format.write?.(file, {
    shape: [1, colour ? 3 : 1, 1, height, width],
    dtype: info.dtype,
    pixelSize: info.pixelSize,
    channels: colour ? info.channels : [info.channels[from.c] ?? 'Grey'],
    rgb: colour,
    plane: async ({ c }) => {
      const data = await source.plane({ ...from, c: colour ? c : from.c });
      return resample(cv, { width, height, data }, motion).plane.data;
    },
  });
}

/** Reference in magenta and moving in green, before (left) and after alignment: what agrees is grey. */
function overlay(cv: OpenCv, reference: Plane, moving: Plane, motion: Motion): Raster {
  const aligned = resample(cv, moving, motion).plane;
  return montage([magentaGreen(reference, moving), magentaGreen(reference, aligned)], { columns: 2 });
}

function magentaGreen(reference: Plane, other: Plane): Raster {
  const [magenta, green] = [reference, other].map(display) as [Raster, Raster];
  const data = new Uint8Array(3 * magenta.data.length);
  for (let i = 0; i < magenta.data.length; i += 1) {
    data[3 * i] = data[3 * i + 2] = magenta.data[i] as number;
    data[3 * i + 1] = green.data[i] as number;
  }
  return { ...magenta, channels: 3, data };
}

/** Each between its own percentiles: exposures differ. */
function display({ width, height, data }: Plane): Raster {
  return toDisplay({
    width,
    height,
    channels: 1,
    dtype: 'float32',
    data: Float32Array.from(data),
    notes: [],
  });
}
