export interface ScaleBar {
  /** In the image's pixels. */
  pixels: number;
  /** Length in words, e.g. `10 µm` or, where the size of a pixel is not known, `50 px`. */
  label: string;
}

/** Part of the image's width that the bar comes nearest to. */
const share = 0.2;

/** Metres of the units that a bar can change between, smallest first. */
const units: readonly [string, number][] = [
  ['pm', 1e-12],
  ['nm', 1e-9],
  ['µm', 1e-6],
  ['mm', 1e-3],
  ['cm', 1e-2],
  ['m', 1],
];

/**
 * A scale bar of a round length (1, 2 or 5 times a power of ten) for an image `width` pixels wide, in the unit that
 * needs the fewest digits. Lengths in units that are not metric keep their unit.
 *
 * @param pixelSize side of a pixel along x; null where it is not known.
 * @throws RangeError for an image without width or a pixel without size.
 */
export function scaleBar(width: number, pixelSize: { x: number; unit: string } | null): ScaleBar {
  const size = pixelSize?.x ?? 1;
  if (!(width > 0 && size > 0 && Number.isFinite(width * size))) {
    throw new RangeError(`An image ${width} px wide with pixels of ${size} has no scale bar.`);
  }
  const wanted = width * size * share;
  const rounds = [-1, 0, 1].flatMap((more) => {
    const power = 10 ** (Math.floor(Math.log10(wanted)) + more);
    return [1, 2, 5].map((factor) => factor * power);
  });
  // A bar of whole pixels at least, where pixels are what is counted.
  const possible = pixelSize ? rounds : rounds.filter((length) => length >= 1);
  const length = possible.reduce((best, round) =>
    Math.abs(Math.log(round / wanted)) < Math.abs(Math.log(best / wanted)) ? round : best,
  );
  return {
    pixels: length / size,
    label: pixelSize ? labelled(length, pixelSize.unit) : `${digits(length)} px`,
  };
}

function labelled(length: number, unit: string): string {
  const from = units.find(([name]) => name === unit);
  if (!from) return `${digits(length)} ${unit}`;
  // Centimetres are no unit of microscopy: kept where a file has them, never chosen.
  const choices = units.filter(([name]) => name === unit || name !== 'cm');
  const metres = length * from[1];
  const [name, factor] = [...choices].reverse().find(([, each]) => metres >= each * (1 - 1e-9)) ?? from;
  return `${digits(metres / factor)} ${name}`;
}

const digits = (value: number): string => String(Number(value.toPrecision(6)));
