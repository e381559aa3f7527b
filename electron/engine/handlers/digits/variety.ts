import type { Digit } from '../../recipes/pix2pix-medical/digits.ts';

/**
 * How different generated digits of a class are from each other, as a part of how different real ones are: the
 * ratio of root mean square distances from the mean image of the class, over all classes. A generator that makes
 * one digit of each class has 0, one as various as people 1.
 * @throws RangeError where no class has two real digits that differ.
 */
export function varietyOf(generated: readonly Digit[], real: readonly Digit[]): number {
  const ofReal = spreadWithin(real);
  if (!(ofReal > 0)) throw new RangeError('The real digits do not differ from each other.');
  return spreadWithin(generated) / ofReal;
}

function spreadWithin(digits: readonly Digit[]): number {
  let [squares, count] = [0, 0];
  for (const [, ofClass] of Map.groupBy(digits, ({ label }) => label)) {
    const length = ofClass[0]?.image.data.length ?? 0;
    const mean = new Float64Array(length);
    for (const { image } of ofClass) {
      for (let i = 0; i < length; i += 1) mean[i]! += (image.data[i] as number) / ofClass.length;
    }
    for (const { image } of ofClass) {
      for (let i = 0; i < length; i += 1) squares += ((image.data[i] as number) - (mean[i] as number)) ** 2;
    }
    count += ofClass.length * length;
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}
