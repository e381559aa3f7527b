import type { PixelSize } from '../../contract/images.ts';

/** Micrometres of one unit, by every name that the formats here and people use for it. */
const micrometres: Record<string, number> = {
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
  μm: 1,
  um: 1,
  micron: 1,
  micrometer: 1,
  micrometre: 1,
  nm: 1e-3,
  nanometer: 1e-3,
  nanometre: 1e-3,
  pm: 1e-6,
  picometer: 1e-6,
  angstrom: 1e-4,
  å: 1e-4,
  inch: 25400,
};

/** Micrometres of one `unit`; null for a unit that is no length, such as "pixel". */
export function micrometresOf(unit: string): number | null {
  return micrometres[unit.toLowerCase()] ?? null;
}

/** A pixel size in another unit; null where its own unit is no length. */
export function convertPixelSize(size: PixelSize, unit: 'µm' | 'mm'): PixelSize | null {
  const [from, to] = [micrometresOf(size.unit), micrometresOf(unit)];
  if (from === null || to === null) return null;
  const convert = (value: number | null) => (value === null ? null : (value * from) / to);
  return { x: convert(size.x), y: convert(size.y), z: convert(size.z), unit };
}
