import type { CallContext } from '../../../contract/calls.ts';
import type { DigitCheck } from '../../../contract/digit-methods.ts';
import { ClassTraining, stepsOfFold } from '../../classification/class-training.ts';
import { findClassifier, resolveClassifier } from '../../classification/classifiers.ts';
import { gatherImages } from '../../classification/image-set.ts';
import type { Raster } from '../../imaging/raster.ts';
import { digitClasses, digitSide } from '../../recipes/pix2pix-medical/digits.ts';
import type { Digit } from '../../recipes/pix2pix-medical/digits.ts';
import { taskProgress } from '../task-progress.ts';
import type { DigitSets } from './read-digits.ts';

interface Judged {
  digits: DigitSets;
  generated: readonly Digit[];
  untrained: readonly Digit[];
  seed: number;
}

/** Digits that the classifier sees in all, each of them several times: enough for about 95 % of MNIST. */
const seen = 24_000;
/** Digits have one way up. */
const own = { side: digitSide, flips: false, rotations: false, classWeights: false, keepBest: false };

/**
 * How many generated digits a classifier recognises that was trained on real ones which the generator never saw,
 * beside how many real ones.
 */
export async function recognise(
  { digits: { classifier: known, test }, generated, untrained, seed }: Judged,
  call: CallContext,
): Promise<Pick<DigitCheck, 'recognised' | 'byClass'>> {
  const entry = findClassifier('small');
  const { parameters, training } = resolveClassifier(entry, {
    ...own,
    epochs: Math.ceil(seen / known.length),
  });
  const all = [...known, ...test, ...generated, ...untrained];
  const images = await gatherImages(async (i) => all[i]?.image as Raster, all.length, digitSide);
  const positions = all.map((_, i) => i);
  const [learned, judged] = [positions.slice(0, known.length), positions.slice(known.length)];
  const fold = { training: learned, validation: [], test: judged };
  const classes = await ClassTraining.create({
    build: ({ store }) => entry.build({ store, parameters, channels: 1, classes: digitClasses }),
    ...{ training, channels: 1, classes: digitClasses, seed },
  });
  try {
    const tell = taskProgress(call, stepsOfFold(fold, training));
    let done = 0;
    const step = (): Promise<void> => tell((done += 1), 'Training to recognise digits');
    const labels = all.map(({ label }) => label);
    const { predictions } = await classes.train({ images, labels, fold, seed, step });
    const right = predictions.test.positions.map(
      (position, i) => predictions.test.classes[i] === labels[position],
    );
    const ends = [test.length, test.length + generated.length];
    const ofGenerated = right.slice(...ends);
    return {
      recognised: {
        real: share(right.slice(0, test.length)),
        generated: share(ofGenerated),
        untrained: share(right.slice(ends[1])),
      },
      byClass: Array.from({ length: digitClasses }, (_, label) =>
        share(ofGenerated.filter((_right, i) => generated[i]?.label === label)),
      ),
    };
  } finally {
    classes.dispose();
  }
}

const share = (right: readonly boolean[]): number =>
  right.length === 0 ? 0 : right.filter(Boolean).length / right.length;
