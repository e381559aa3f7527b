import type { ViewedInfo } from '../../electron/contract/view-methods.ts';
import { formatNumber } from '../ui/format.ts';
import { channelTable, colourTable, type ColourMapName } from './colour-maps.ts';

/** Values shown as black and white, and the exponent between: shown = ((value - min) / (max - min)) ^ gamma. */
export interface Contrast {
  min: number;
  max: number;
  gamma: number;
}

/** How numbers become colours; nothing else happens to them on their way to the screen. */
export interface Shading {
  /** One for a grey image; three for red, green and blue. */
  contrasts: readonly [Contrast] | readonly [Contrast, Contrast, Contrast];
  /** Where the limits come from, in words: “percentile 0.5–99.5”; empty where a person set them. */
  origin: string;
  /** Of grey images. */
  map: ColourMapName;
  /** Instead of the map: from black to this colour, added to other layers. */
  colour?: string | undefined;
  inverted: boolean;
  /** Linear between pixels beyond 1:1; else every pixel is a square. */
  smooth: boolean;
}

type Known = Pick<ViewedInfo, 'channels' | 'dtype' | 'range' | 'percentiles'>;

/**
 * The contrast that an image is first shown with: 8-bit as it is, everything else between its 0.5 and 99.5
 * percentiles, which the line under the image says.
 */
export function defaultShading(info: Known): Shading {
  if (info.dtype === 'uint8') return withLimits(plain(info.channels), { min: 0, max: 255 }, 'as it is');
  const found = info.percentiles.find(({ low }) => low === 0.5);
  const range = found?.range ?? info.range ?? { min: 0, max: 1 };
  return withLimits(plain(info.channels), range, found ? 'percentile 0.5–99.5' : '');
}

/** Of differences: alike to both sides of 0 (`blue-red`), or from 0 on where they are sizes. */
export function differenceShading(info: Known, absolute: boolean): Shading {
  const wide = info.percentiles.find(({ low }) => low === 0.1)?.range ?? info.range ?? { min: -1, max: 1 };
  const limit = Math.max(Math.abs(wide.min), Math.abs(wide.max)) || 1;
  const base = { ...plain(1), map: absolute ? ('magma' as const) : ('blue-red' as const) };
  return withLimits(base, { min: absolute ? 0 : -limit, max: limit }, 'percentile 0.1–99.9');
}

function plain(channels: 1 | 3): Shading {
  const one = { min: 0, max: 255, gamma: 1 };
  return {
    contrasts: channels === 1 ? [one] : [one, one, one],
    origin: '',
    map: 'grey',
    inverted: false,
    smooth: false,
  };
}

/** The same limits for all channels; gamma stays. */
export function withLimits(
  shading: Shading,
  { min, max }: { min: number; max: number },
  origin: string,
): Shading {
  return changeContrasts(shading, null, { min, max }, origin);
}

/** Changes parts of one channel's contrast, or of all channels' where `channel` is null. */
export function changeContrasts(
  shading: Shading,
  channel: number | null,
  change: Partial<Contrast>,
  origin: string,
): Shading {
  const contrasts = shading.contrasts.map((contrast, c) =>
    channel === null || c === channel ? { ...contrast, ...change } : contrast,
  ) as unknown as Shading['contrasts'];
  return { ...shading, contrasts, origin };
}

/** 256 colours (RGBA) that shares of the contrast are looked up in; null for colour images. */
export function tableOf(shading: Shading): Uint8Array<ArrayBuffer> {
  return shading.colour === undefined ? colourTable(shading.map) : channelTable(shading.colour);
}

/** The share (0 to 1) at which a value is shown; NaN and a contrast without extent give 0. */
export function shareOf(value: number, { min, max, gamma }: Contrast, inverted: boolean): number {
  const span = max > min ? 1 / (max - min) : 0;
  const linear = Math.min(1, Math.max(0, (value - min) * span)) || 0;
  const share = gamma === 1 ? linear : linear ** gamma;
  return inverted ? 1 - share : share;
}

/** The contrast in use, in words: what stands under an image. */
export function shadingText(shading: Shading): string {
  const { contrasts, origin, map, colour, inverted, smooth } = shading;
  const [first] = contrasts;
  const same = contrasts.every(({ min, max, gamma }) => {
    return min === first.min && max === first.max && gamma === first.gamma;
  });
  const limits = ({ min, max, gamma }: Contrast): string =>
    `${formatNumber(min)} to ${formatNumber(max)}, γ ${formatNumber(gamma, 3)}`;
  const shown = same
    ? `shown ${limits(first)}`
    : `shown ${contrasts.map((contrast, c) => `${'RGB'[c] ?? ''} ${limits(contrast)}`).join('; ')}`;
  const parts = [shown];
  if (origin !== '') parts.push(origin);
  if (contrasts.length === 1 && colour === undefined && map !== 'grey') parts.push(map);
  if (inverted) parts.push('inverted');
  if (smooth) parts.push('smoothed beyond 1:1');
  return parts.join(', ');
}
