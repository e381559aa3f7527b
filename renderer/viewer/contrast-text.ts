import type { PhotoInfo } from '../../electron/contract/images.ts';
import { formatNumber } from '../ui/format.ts';

/** The contrast in use under a photo, in the file's own units: 8-bit photos are shown as they are. */
export function contrastText(info: PhotoInfo): string {
  const kind = `${info.channels === 1 ? 'grey' : info.channels === 3 ? 'RGB' : `${info.channels} channels`} ${info.dtype}`;
  const range = `values ${formatNumber(info.min)} to ${formatNumber(info.max)}`;
  const shown = info.dtype === 'uint8' ? 'shown 0–255, γ 1' : 'shown percentile 0.5–99.5, γ 1';
  return `${kind}, ${range}, ${shown}`;
}

/** The same under a crop or a network's result, which the engine hands over as 8-bit. */
export const plainContrast = 'shown 0–255, γ 1';
