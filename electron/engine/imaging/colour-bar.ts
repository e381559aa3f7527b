import { blankPicture, layOn } from './canvas.ts';
import type { ColourMap } from './colour-map.ts';
import { colourise } from './colour-map.ts';
import type { ValueRange } from './normalise.ts';
import type { Raster } from './raster.ts';
import { textPicture } from './text-picture.ts';

/** Of the bar itself, and between it and its numbers (px). */
const [barWidth, gap] = [14, 4];

/**
 * What the colours of a map mean: a bar from the lowest value (below) to the highest (above) with both numbers and
 * the middle one beside it, (height, width, 3) uint8, on white.
 *
 * @param height px; at least 48, so that three numbers find room.
 * @throws RangeError for a lower one, and for a range that is not finite.
 */
export async function colourBar(map: ColourMap, { min, max }: ValueRange, height: number): Promise<Raster> {
  if (!Number.isInteger(height) || height < 48) {
    throw new RangeError(`A colour bar is 48 px high at least, not ${height}.`);
  }
  if (!Number.isFinite(min) || !Number.isFinite(max)) {
    throw new RangeError(`A colour bar cannot show the range ${min} to ${max}.`);
  }
  const texts = await Promise.all(barLabels({ min, max }).map((label) => textPicture(label)));
  const textWidth = Math.max(...texts.map(({ width }) => width));
  const canvas = blankPicture(barWidth + gap + textWidth, height);
  layOn(canvas, colourise(ramp(height), map, { min: 0, max: 1 }), 0, 0);
  texts.forEach((text, i) => {
    const y = Math.round((i * (height - text.height)) / 2);
    layOn(canvas, text, barWidth + gap, y);
  });
  return canvas;
}

/** The numbers beside a bar, from above: as many digits as tell the ends apart, four at least. */
export function barLabels({ min, max }: ValueRange): [string, string, string] {
  const [size, span] = [Math.max(Math.abs(min), Math.abs(max)), max - min];
  const digits = span > 0 ? Math.min(15, Math.max(4, Math.ceil(Math.log10(size / span)) + 3)) : 4;
  const label = (value: number): string => String(Number(value.toPrecision(digits)));
  return [label(max), label((min + max) / 2), label(min)];
}

/** From 1 in the first row to 0 in the last. */
function ramp(height: number): Raster {
  const data = new Float32Array(barWidth * height);
  for (let i = 0; i < data.length; i += 1) data[i] = 1 - Math.floor(i / barWidth) / (height - 1);
  return { width: barWidth, height, channels: 1, dtype: 'float32', data, notes: [] };
}
