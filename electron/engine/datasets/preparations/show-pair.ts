import { percentileRange, toDisplay } from '../../imaging/display.ts';
import { montage, sideBySide } from '../../imaging/montage.ts';
import type { OpenCv } from '../../imaging/opencv.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { Plane } from '../../imaging/registration/plane.ts';
import { resample } from '../../imaging/registration/resample.ts';
import { overlay } from '../../imaging/volume/compare-slices.ts';
import type { PreparationContext, PreparedItem } from '../preparation.ts';
import { readPlane } from './laid-pair.ts';
import type { LaidPair } from './laid-pair.ts';

/** Shows input and target next to each other, each over its own percentiles. */
export function showPair(context: PreparationContext, name: string, input: Raster, target: Raster): void {
  const caption = 'Input left, target right, each over its 0.5 to 99.5 percentiles.';
  context.picture(`pair ${name}`, caption, sideBySide([shown(input), shown(target)]));
}

/** Shows a pair of exposures with both laid on each other before and after alignment. */
export async function showLaidPair(
  cv: OpenCv,
  context: PreparationContext,
  { low, high, motion }: LaidPair,
  { id, included, reason }: PreparedItem,
): Promise<void> {
  const [input, truth] = [await readPlane(context, low), await readPlane(context, high)];
  const moved = resample(cv, input, motion).plane;
  const [before, target, after] = [input, truth, moved].map((plane) => shown(asRaster(plane))) as [
    Raster,
    Raster,
    Raster,
  ];
  const { dx, dy, rotation } = motion;
  const shift = `${dx.toFixed(2)}, ${dy.toFixed(2)} px${rotation === 0 ? '' : ` and ${rotation.toFixed(2)}°`}`;
  context.picture(
    `${included ? 'pair' : 'set aside'} ${id}`,
    `Above: low exposure moved by ${shift}, high exposure. Below: high in magenta and low in green, as recorded and aligned. ${reason}`,
    montage([after, target, overlay(target, before), overlay(target, after)], { columns: 2 }),
  );
}

function asRaster({ width, height, data }: Plane): Raster {
  return { width, height, channels: 1, dtype: 'float32', data: Float32Array.from(data), notes: [] };
}

function shown(raster: Raster): Raster {
  return toDisplay(raster, percentileRange(raster));
}
