import { AbbeError } from '../../../contract/errors.ts';
import type { PlaneIndex } from '../../../contract/images.ts';
import { allocateSamples } from '../../formats/pixel-source.ts';
import type { PixelSource, Samples, WritableImage } from '../../formats/pixel-source.ts';
import { readRaster } from '../../formats/read-raster.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { Generator } from './generator-pool.ts';

/** What a generator makes of all pictures of a source, one at a time. */
export interface AppliedImage {
  /** A picture from the middle of the stack, as the outer ones of a volume are often empty. */
  typical: Raster;
  /** What is made of the first picture. */
  first: Raster;
  /** How many pictures the source has: times, slices and, where it is not RGB, channels. */
  pictures: number;
  image: WritableImage;
  /** Why a later picture could not be made, once one could not. */
  failure(): AbbeError | undefined;
}

/** Tells how far it is: pictures done, with the part of the one in work behind the point. */
export type TellPicture = (done: number, pictures: number, parts: { done: number; total: number }) => void;

/**
 * Applies a generator to the first picture of a source, and to the others as they are asked for in the order of
 * `WritableImage`. Axes, pixel size, the names of channels and what the file says of planes are kept.
 * @throws AbbeError as the source and the generator, for the first picture.
 */
export async function applyToSource(
  source: PixelSource,
  generator: Pick<Generator, 'translate'>,
  signal: AbortSignal,
  tell: TellPicture = () => undefined,
): Promise<AppliedImage> {
  const { shape, rgb, pixelSize, channels: names, affine } = source.info;
  const [times, channels, slices, height, width] = shape;
  const read = ({ t, c, z }: PlaneIndex): Promise<Raster> => readRaster(source, { t, c: rgb ? null : c, z });
  const pictures = times * slices * (rgb ? 1 : channels);
  let begun = 0;
  const translate = (image: Raster): Promise<Raster> => {
    const before = Math.min(begun, pictures - 1);
    begun += 1;
    return generator.translate(image, {
      signal,
      onProgress: (done, total) => tell(before + done / Math.max(1, total), pictures, { done, total }),
    });
  };
  const make = async (index: PlaneIndex): Promise<Raster> => translate(await read(index));
  const first = await translate(await read({ t: 0, c: 0, z: 0 }));
  let last = { key: keyOf({ t: 0, c: 0, z: 0 }), raster: first };
  let failed: AbbeError | undefined;
  const each = first.channels;
  const count = each * (rgb ? 1 : channels);
  return {
    typical: await read({ t: 0, c: 0, z: Math.floor(slices / 2) }),
    first,
    pictures,
    failure: () => failed,
    image: {
      shape: [times, count, slices, height, width],
      dtype: first.dtype,
      pixelSize,
      channels: count === names.length ? names : [],
      rgb: count === 3 && each === 3,
      affine,
      metadata: ({ t, c, z }) => source.metadata({ t, c: Math.floor(c / each), z }),
      async plane({ t, c, z }) {
        const index = { t, c: Math.floor(c / each), z };
        if (last.key !== keyOf(index)) {
          try {
            last = { key: keyOf(index), raster: await make(index) };
          } catch (thrown) {
            failed = AbbeError.wrap(thrown);
            throw failed;
          }
        }
        return channelOf(last.raster, c % each);
      },
    },
  };
}

const keyOf = ({ t, c, z }: PlaneIndex): string => `${t} ${c} ${z}`;

function channelOf({ channels, dtype, data }: Raster, channel: number): Samples {
  if (channels === 1) return data;
  const plane = allocateSamples(dtype, data.length / channels);
  for (let i = 0; i < plane.length; i += 1) plane[i] = data[i * channels + channel] as number;
  return plane;
}
