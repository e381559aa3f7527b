import type { SampleType } from '../../../contract/images.ts';
import type { CheckedFile } from '../checked-file.ts';
import { bytesPerSample } from '../pixel-source.ts';

export interface PixelType {
  name: string;
  dtype: SampleType;
  /** 1 for grey; 3 or 4 for colour, stored blue, green, red (and alpha). */
  samples: 1 | 3 | 4;
}

const pixelTypes: Record<number, PixelType> = {
  0: { name: 'Gray8', dtype: 'uint8', samples: 1 },
  1: { name: 'Gray16', dtype: 'uint16', samples: 1 },
  2: { name: 'Gray32Float', dtype: 'float32', samples: 1 },
  3: { name: 'Bgr24', dtype: 'uint8', samples: 3 },
  4: { name: 'Bgr48', dtype: 'uint16', samples: 3 },
  8: { name: 'Bgr96Float', dtype: 'float32', samples: 3 },
  9: { name: 'Bgra32', dtype: 'uint8', samples: 4 },
  12: { name: 'Gray32', dtype: 'int32', samples: 1 },
};

/** @throws AbbeError for the complex types and those that do not exist. */
export function pixelTypeOf(file: CheckedFile, id: number): PixelType {
  const found = pixelTypes[id];
  if (found) return found;
  const known = Object.values(pixelTypes)
    .map(({ name }) => name)
    .join(', ');
  throw file.broken(`its pixels are of the type number ${id}; ${known} can be read`);
}

export function bytesPerPixel({ dtype, samples }: PixelType): number {
  return bytesPerSample(dtype) * samples;
}

/** The narrowest type that holds the numbers of all channels. */
export function commonType(types: readonly SampleType[]): SampleType {
  const ranked = ['uint8', 'uint16', 'int32', 'float32'] as const;
  const most = Math.max(...types.map((type) => ranked.indexOf(type as (typeof ranked)[number])));
  return ranked[most]!;
}
