import type { DatasetDocument } from '../../contract/datasets.ts';
import type { Raster } from '../imaging/raster.ts';

/**
 * The class map of a picture in its classes' colours, (height, width) uint8: the inverse of `colourClasses`.
 * @throws RangeError for a picture that is not RGB, and for a colour that no class has and that is not black.
 */
export function numberClasses(picture: Raster, classes: DatasetDocument['classes']): Raster {
  if (picture.channels !== 3) throw new RangeError('A picture of classes has red, green and blue.');
  const keyOf = (red: number, green: number, blue: number): number => red * 65536 + green * 256 + blue;
  const numbers = new Map([[0, 0]]);
  classes.forEach(({ colour }, i) => numbers.set(keyOf(...colour), i + 1));
  const data = new Uint8Array(picture.width * picture.height);
  for (let pixel = 0; pixel < data.length; pixel += 1) {
    const [red = 0, green = 0, blue = 0] = picture.data.subarray(3 * pixel, 3 * pixel + 3);
    const number = numbers.get(keyOf(red, green, blue));
    if (number === undefined) {
      throw new RangeError(`No class has the colour ${red}, ${green}, ${blue}.`);
    }
    data[pixel] = number;
  }
  return { ...picture, channels: 1, dtype: 'uint8', data };
}
