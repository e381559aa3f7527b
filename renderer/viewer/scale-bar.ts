import type { PixelSize } from '../../electron/contract/images.ts';

export interface ScaleBar {
  /** Length on the screen, in device pixels. */
  length: number;
  label: string;
}

/**
 * The longest bar of 1, 2 or 5 times a power of ten that fits into `room` device pixels.
 * @param micrometresPerPixel size of a source pixel
 * @param scale device pixels per source pixel
 */
export function scaleBar(micrometresPerPixel: number, scale: number, room: number): ScaleBar | null {
  const perDevicePixel = micrometresPerPixel / scale;
  const longest = perDevicePixel * room;
  if (!(longest > 0) || !Number.isFinite(longest)) return null;
  const power = 10 ** Math.floor(Math.log10(longest));
  const step = [5, 2, 1].find((factor) => factor * power <= longest) ?? 1;
  const micrometres = step * power;
  return { length: micrometres / perDevicePixel, label: lengthLabel(micrometres) };
}

function lengthLabel(micrometres: number): string {
  if (micrometres >= 1000) return `${trim(micrometres / 1000)} mm`;
  if (micrometres >= 1) return `${trim(micrometres)} µm`;
  return `${trim(micrometres * 1000)} nm`;
}

function trim(value: number): string {
  return String(Number(value.toPrecision(3)));
}

const inMicrometres: Record<string, number> = {
  nm: 1e-3,
  µm: 1,
  μm: 1,
  um: 1,
  micron: 1,
  mm: 1e3,
  cm: 1e4,
  m: 1e6,
};

/** Width of a pixel in micrometres; null where the file does not say, or says it in what is no length known here. */
export function micrometres(size: PixelSize | null): number | null {
  const unit = size ? inMicrometres[size.unit] : undefined;
  return size?.x && unit !== undefined ? size.x * unit : null;
}
