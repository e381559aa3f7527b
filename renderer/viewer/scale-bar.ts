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
