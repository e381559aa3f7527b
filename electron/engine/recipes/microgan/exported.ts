import type { Scaling } from '../../imaging/normalise.ts';
import { dtypeRange } from '../../imaging/normalise.ts';
import type { Dtype } from '../../imaging/raster.ts';
import type { ExportedNetwork, ExportRequest } from '../exported-network.ts';
import { requireSides } from '../exported-network.ts';
import type { PaddedGenerator } from './generator.ts';
import { largestSide } from './translate.ts';

/**
 * The generator on one shape without padding, by default that of a whole photo's tiles. Images keep their type, and
 * their range is that of the type (paper, section 3.2).
 */
export function exportedGenerator(
  generator: PaddedGenerator,
  { size, image }: ExportRequest,
): ExportedNetwork {
  const { network, channels } = generator;
  const chosen = size ?? { width: largestSide, height: largestSide };
  requireSides(chosen, network.stride);
  const dtype = image?.dtype ?? 'uint8';
  const tensor = { ...chosen, channels, kind: 'image', scaling: signedScaling(dtype), dtype } as const;
  return {
    input: { ...tensor, name: 'input' },
    output: { ...tensor, name: 'result' },
    stride: network.stride,
    receptiveRadius: network.receptiveRadius,
    dropout: false,
    ...generator.exported(chosen),
  };
}

function signedScaling(dtype: Dtype): Scaling {
  const half = dtypeRange(dtype).max / 2;
  return { offset: half, scale: half };
}
