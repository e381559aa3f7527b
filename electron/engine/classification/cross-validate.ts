import type { Parameters } from '../../contract/datasets.ts';
import { ClassTraining, stepsOfFold } from './class-training.ts';
import type { TrainedFold } from './class-training.ts';
import type { Classifier, TrainingParameters } from './classifiers.ts';
import type { Fold } from './folds.ts';
import type { ImageSet } from './image-set.ts';

export interface CrossValidation {
  classifier: Classifier;
  parameters: Parameters;
  training: TrainingParameters;
  /** By input. */
  images: ReadonlyMap<string, ImageSet>;
  labels: readonly number[];
  classes: number;
  folds: readonly Fold[];
  seed: number;
  /** Training steps of all inputs and folds. Throws once cancelled. */
  tell(done: number, total: number, message: string): Promise<void>;
}

export interface CrossValidated {
  parameterCount: number;
  /** By input, in its order. */
  results: Map<string, TrainedFold[]>;
}

/**
 * Trains and tests a classifier on each fold of each input. All inputs have the same folds, start weights, order
 * and orientations, so that nothing but the images differs between them.
 */
export async function crossValidate(options: CrossValidation): Promise<CrossValidated> {
  const { classifier, parameters, training, images, classes, seed, folds, tell } = options;
  const channels = [...images.values()].some((set) => set.channels === 3) ? 3 : 1;
  const trained = await ClassTraining.create({
    build: ({ store }) => classifier.build({ store, parameters, channels, classes }),
    training,
    channels,
    classes,
    seed,
  });
  const perInput = folds.reduce((sum, fold) => sum + stepsOfFold(fold, training), 0);
  const total = perInput * images.size;
  let done = 0;
  const results = new Map<string, TrainedFold[]>();
  try {
    for (const [input, set] of images) {
      const perFold: TrainedFold[] = [];
      for (const [k, fold] of folds.entries()) {
        const where = `${input}: fold ${k + 1} of ${folds.length}`;
        const step = (epoch: number): Promise<void> => {
          done += 1;
          return tell(done, total, `${where}, epoch ${epoch} of ${training.epochs}`);
        };
        const own = { ...set, channels } as const;
        perFold.push(
          await trained.train({ images: own, labels: options.labels, fold, seed: seed + k, step }),
        );
      }
      results.set(input, perFold);
    }
    return { parameterCount: trained.parameterCount, results };
  } finally {
    trained.dispose();
  }
}
