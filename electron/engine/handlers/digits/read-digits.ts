import { AbbeError } from '../../../contract/errors.ts';
import { readIdxLabels } from '../../formats/idx.ts';
import { openSource } from '../../formats/open-source.ts';
import { readRaster } from '../../formats/read-raster.ts';
import { permutation, seededRandom } from '../../imaging/seeded-random.ts';
import { fileError } from '../../projects/file-errors.ts';
import { digitClasses, setIntoSquare } from '../../recipes/pix2pix-medical/digits.ts';
import type { Digit } from '../../recipes/pix2pix-medical/digits.ts';

/** Real digits for different purposes; none is in two of them. */
export interface DigitSets {
  /** The generator is trained on these. */
  generator: Digit[];
  /** The classifier is trained on these, and tested on those below. */
  classifier: Digit[];
  test: Digit[];
}

/** As many as MNIST's smaller file has: a check takes minutes and not hours. */
const most = 10_000;
const fewest = 200;

/**
 * Digits of MNIST's files in an order by the seed, half for the generator, two fifths and a tenth for the
 * classifier's training and test.
 * @throws AbbeError not-found; invalid-input where the files are damaged, do not belong together or show something else.
 */
export async function readDigits(imagesFile: string, labelsFile: string, seed: number): Promise<DigitSets> {
  const labels = await readIdxLabels(labelsFile).catch((thrown: unknown) => {
    throw fileError(labelsFile, 'read', thrown);
  });
  const source = await openSource(imagesFile);
  try {
    const count = source.info.shape[0];
    if (labels.length !== count) {
      throw new AbbeError(
        'invalid-input',
        `${imagesFile} has ${count} images and ${labelsFile} ${labels.length} labels: give two files that belong together.`,
        { file: labelsFile },
      );
    }
    if (count < fewest || labels.some((label) => label >= digitClasses)) {
      throw new AbbeError(
        'invalid-input',
        `${labelsFile} is not for this check, which takes ${fewest} digits or more with labels from 0 to 9.`,
        { file: labelsFile },
      );
    }
    const digits: Digit[] = [];
    for (const index of permutation(count, seededRandom(seed)).slice(0, most)) {
      const image = await readRaster(source, { t: index, c: null, z: 0 });
      digits.push({ index, label: labels[index] as number, image: square(image, imagesFile) });
    }
    const [half, tenth] = [Math.floor(digits.length / 2), Math.floor(digits.length / 10)];
    return {
      generator: digits.slice(0, half),
      classifier: digits.slice(half, digits.length - tenth),
      test: digits.slice(digits.length - tenth),
    };
  } finally {
    await source.close();
  }
}

function square(image: Parameters<typeof setIntoSquare>[0], file: string): Digit['image'] {
  try {
    return setIntoSquare(image);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AbbeError('invalid-input', `${file} does not hold digits like MNIST’s: ${reason}`, { file });
  }
}
