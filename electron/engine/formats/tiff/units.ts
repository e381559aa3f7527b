const metric: Record<string, number> = {
  m: 1e6,
  meter: 1e6,
  metre: 1e6,
  cm: 1e4,
  centimeter: 1e4,
  mm: 1e3,
  millimeter: 1e3,
  µm: 1,
  um: 1,
  micron: 1,
  microns: 1,
  micrometer: 1,
  micrometre: 1,
  nm: 1e-3,
  nanometer: 1e-3,
  pm: 1e-6,
  Å: 1e-4,
  inch: 25_400,
  in: 25_400,
};
const seconds: Record<string, number> = {
  s: 1,
  sec: 1,
  ms: 1e-3,
  msec: 1e-3,
  µs: 1e-6,
  us: 1e-6,
  ns: 1e-9,
  min: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
};

/** A unit as it is written here: ImageJ escapes the micro sign, and there are two of them in Unicode. */
function named(unit: string): string {
  return unit
    .replace(/\\u00B5/i, 'µ')
    .replace('\u03bc', 'µ')
    .replace('\u212b', 'Å')
    .trim();
}

/** A length in micrometres; undefined where it is no positive number or its unit is not metric. */
export function micrometres(value: number | undefined, unit: string): number | undefined {
  const factor = metric[named(unit)];
  if (factor === undefined || value === undefined || !Number.isFinite(value)) return undefined;
  return value * factor;
}

/** A time in seconds; undefined as `micrometres`. */
export function toSeconds(value: number | undefined, unit: string): number | undefined {
  const factor = seconds[named(unit)];
  if (factor === undefined || value === undefined || !Number.isFinite(value)) return undefined;
  return value * factor;
}

/** A pixel size in micrometres, or null where no side of it is known. */
export function pixelSizeOf(
  x: number | undefined,
  y: number | undefined,
  z: number | undefined,
): { x: number | null; y: number | null; z: number | null; unit: string } | null {
  const side = (size: number | undefined): number | null =>
    size !== undefined && Number.isFinite(size) && size > 0 ? size : null;
  const size = { x: side(x), y: side(y), z: side(z), unit: 'µm' };
  return size.x === null && size.y === null && size.z === null ? null : size;
}
