import type { SourceInfo } from '../../../../electron/contract/images.ts';
import { dataTexts } from '../../../texts/index.ts';
import { formatNumber, missing } from '../../../ui/format.ts';

/** `512 × 512 px, 40 t × 3 z`: axes of one plane left out. */
export function shapeText({ shape, rgb }: SourceInfo): string {
  const { sourceTexts: texts } = dataTexts;
  const [t, c, z, y, x] = shape;
  const axes = [
    t > 1 ? texts.times(t) : null,
    rgb ? 'RGB' : c > 1 ? texts.channelCount(c) : null,
    z > 1 ? texts.slices(z) : null,
  ].filter((part) => part !== null);
  return [`${x} × ${y} px`, ...axes].join(', ');
}

/** `0.16 × 0.16 × 0.5 µm`; an en dash where the file does not say. */
export function pixelSizeText({ pixelSize }: SourceInfo): string {
  if (!pixelSize) return missing;
  const { x, y, z, unit } = pixelSize;
  const known = [x, y, z].filter((size): size is number => size !== null);
  return known.length === 0 ? missing : `${known.map((size) => formatNumber(size)).join(' × ')} ${unit}`;
}
