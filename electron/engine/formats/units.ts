import type { PixelSize } from '../../contract/images.ts';

/** Micrometres of one unit, by every name that the formats here and people use for it. */
const lengths: Record<string, number> = {
  m: 1e6,
  meter: 1e6,
  metre: 1e6,
  cm: 1e4,
  centimeter: 1e4,
  centimetre: 1e4,
  mm: 1e3,
  millimeter: 1e3,
  millimetre: 1e3,
  µm: 1,
  um: 1,
  micron: 1,
  microns: 1,
  micrometer: 1,
  micrometre: 1,
  nm: 1e-3,
  nanometer: 1e-3,
  nanometre: 1e-3,
  pm: 1e-6,
  picometer: 1e-6,
  picometre: 1e-6,
  Å: 1e-4,
  angstrom: 1e-4,
  inch: 25_400,
  in: 25_400,
};

/** Seconds of one unit. */
const times: Record<string, number> = {
  s: 1,
  sec: 1,
  second: 1,
  ms: 1e-3,
  msec: 1e-3,
  millisecond: 1e-3,
  µs: 1e-6,
  us: 1e-6,
  microsecond: 1e-6,
  ns: 1e-9,
  nanosecond: 1e-9,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
};

/** Micrometres of one `unit`; null for a unit that is no length, such as "pixel". */
export function micrometresOf(unit: string): number | null {
  return factorOf(lengths, unit);
}

/** Seconds of one `unit`; null for a unit that is no time. */
export function secondsOf(unit: string): number | null {
  return factorOf(times, unit);
}

/** A length in micrometres; undefined where it is no number or its unit is no length. */
export function micrometres(value: number | undefined, unit: string): number | undefined {
  return converted(value, micrometresOf(unit));
}

/** A time in seconds; undefined as `micrometres`. */
export function toSeconds(value: number | undefined, unit: string): number | undefined {
  return converted(value, secondsOf(unit));
}

/** A pixel size in micrometres, or null where no side of it is known. */
export function pixelSizeOf(
  x: number | null | undefined,
  y: number | null | undefined,
  z: number | null | undefined,
): PixelSize | null {
  const side = (size: number | null | undefined): number | null =>
    size != null && Number.isFinite(size) && size > 0 ? size : null;
  const size = { x: side(x), y: side(y), z: side(z), unit: 'µm' };
  return size.x === null && size.y === null && size.z === null ? null : size;
}

/** A pixel size in another unit; null where its own unit is no length. */
export function convertPixelSize(size: PixelSize, unit: 'µm' | 'mm'): PixelSize | null {
  const [from, to] = [micrometresOf(size.unit), micrometresOf(unit)];
  if (from === null || to === null) return null;
  const convert = (value: number | null) => (value === null ? null : (value * from) / to);
  return { x: convert(size.x), y: convert(size.y), z: convert(size.z), unit };
}

function converted(value: number | undefined, factor: number | null): number | undefined {
  return factor === null || value === undefined || !Number.isFinite(value) ? undefined : value * factor;
}

function factorOf(table: Record<string, number>, unit: string): number | null {
  // ImageJ escapes the micro sign, and Unicode has two of it, and two of the ångström.
  const named = unit
    .replace(/\\u00B5/i, 'µ')
    .replace('\u03bc', 'µ')
    .replace(/\u212b|å/, 'Å')
    .trim();
  // Words come in any case; in symbols it matters, as Mm is not mm.
  const key = named.length > 2 ? named.toLowerCase() : named;
  return Object.hasOwn(table, key) ? table[key]! : null;
}
