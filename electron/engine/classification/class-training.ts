import type { Split } from '../../contract/datasets.ts';
import { epochBatches } from '../datasets/batches.ts';
import { seededRandom } from '../imaging/seeded-random.ts';
import type { Network } from '../networks/network.ts';
import { Adam } from '../runtime/optimiser.ts';
import type { Program } from '../runtime/program.ts';
import { createProgram } from '../runtime/program.ts';
import type { Tensor, Tensor4D } from '../runtime/tensorflow.ts';
import { tf } from '../runtime/tensorflow.ts';
import { VariableStore } from '../runtime/variables.ts';
import type { BuildClassifier, TrainingParameters } from './classifiers.ts';
import type { Fold } from './folds.ts';
import { fillBatch } from './image-set.ts';
import type { ImageSet } from './image-set.ts';

/** Probabilities of each class for images by position, (images, classes). */
export interface Predictions {
  positions: number[];
  classes: number[];
  /** Of the predicted class. */
  probabilities: number[];
}

export interface TrainedFold {
  /** The epoch whose weights were kept, from 1. */
  epoch: number;
  predictions: Record<Split, Predictions>;
}

export interface FoldTask {
  images: ImageSet;
  /** Class number of each image. */
  labels: readonly number[];
  fold: Fold;
  seed: number;
  /** Called once a training step; throws once the task is cancelled. */
  step(epoch: number): Promise<void>;
}

export interface ClassTrainingOptions {
  build(options: Pick<BuildClassifier, 'store'>): Promise<Network>;
  training: TrainingParameters;
  channels: 1 | 3;
  classes: number;
  seed: number;
  mode?: 'compiled' | 'op-by-op';
}

/** Steps of one fold, for the progress. */
export function stepsOfFold(fold: Fold, { epochs, batchSize }: TrainingParameters): number {
  return epochs * Math.ceil(fold.training.length / batchSize);
}

/**
 * Trains one classifier after another from the same start, over one compiled program: softmax cross-entropy,
 * weighted by class where asked for, and Adam.
 */
export class ClassTraining {
  readonly parameterCount: number;
  readonly #store: VariableStore;
  readonly #program: Program;
  readonly #start: Map<string, Float32Array>;
  readonly #options: ClassTrainingOptions;
  readonly #batch: Float32Array;

  static async create(options: ClassTrainingOptions): Promise<ClassTraining> {
    const store = new VariableStore(options.seed);
    try {
      return new ClassTraining(options, store, await options.build({ store }));
    } catch (thrown) {
      store.dispose();
      throw thrown;
    }
  }

  private constructor(options: ClassTrainingOptions, store: VariableStore, network: Network) {
    this.#options = options;
    this.#store = store;
    this.parameterCount = network.parameterCount;
    const { seed, mode, training, channels, classes } = options;
    const { batchSize, side, beta1 } = training;
    this.#program = createProgram({ variables: store, seed, ...(mode && { mode }) });
    defineSteps(this.#program, new Adam(store, 'classifier/', { beta1 }), network, [
      [batchSize, side, side, channels],
      [batchSize, classes],
    ]);
    this.#start = this.#program.export();
    this.#batch = new Float32Array(batchSize * side * side * channels);
  }

  /** Trains on a fold from the start weights and predicts all its images. */
  async train(task: FoldTask): Promise<TrainedFold> {
    const { epochs, keepBest } = this.#options.training;
    this.#program.import(this.#start);
    let best = { epoch: epochs, loss: Infinity, weights: undefined as Map<string, Float32Array> | undefined };
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      await this.#trainEpoch(task, epoch);
      if (!keepBest) continue;
      const loss = this.#lossOf(task, task.fold.validation);
      if (loss < best.loss) best = { epoch: epoch + 1, loss, weights: this.#program.export() };
    }
    if (best.weights) this.#program.import(best.weights);
    const of = (split: Split): Predictions => this.#predict(task.images, task.fold[split]);
    const predictions = { training: of('training'), validation: of('validation'), test: of('test') };
    return { epoch: best.epoch, predictions };
  }

  dispose(): void {
    this.#program.dispose();
    this.#store.dispose();
  }

  async #trainEpoch(task: FoldTask, epoch: number): Promise<void> {
    const { classes, training } = this.#options;
    const { batchSize, epochs, learningRate, decay, flips, rotations } = training;
    const weights = weightsOf(task, classes, training.classWeights);
    const batches = epochBatches([task.fold.training], batchSize, task.seed, epoch);
    for (const [i, { items }] of batches.entries()) {
      const step = epoch * batches.length + i;
      const done = step / (epochs * batches.length);
      const rate = decay ? (learningRate * (1 + Math.cos(Math.PI * done))) / 2 : learningRate;
      fillBatch(task.images, items, this.#batch, {
        flips,
        rotations,
        random: seededRandom(task.seed, step, 7),
      });
      const targets = new Float32Array(batchSize * classes);
      items.forEach((item, at) => {
        const label = task.labels[item] as number;
        targets[at * classes + label] = weights[label] as number;
      });
      const { loss } = this.#program.run('train', { x: this.#batch, targets, rate }, step);
      if (!Number.isFinite(loss?.[0])) {
        throw new RangeError(`The training diverged at step ${step + 1}: lower the learning rate.`);
      }
      await task.step(epoch + 1);
    }
  }

  /** Class-weighted cross-entropy, as in training. */
  #lossOf(task: FoldTask, positions: readonly number[]): number {
    const weights = weightsOf(task, this.#options.classes, this.#options.training.classWeights);
    let [sum, total] = [0, 0];
    this.#eachProbabilities(task.images, positions, (position, probabilities) => {
      const label = task.labels[position] as number;
      const weight = weights[label] as number;
      sum -= weight * Math.log(Math.max(probabilities[label] as number, 1e-12));
      total += weight;
    });
    return sum / total;
  }

  #predict(images: ImageSet, positions: readonly number[]): Predictions {
    const result: Predictions = { positions: [...positions], classes: [], probabilities: [] };
    this.#eachProbabilities(images, positions, (_position, probabilities) => {
      const highest = Math.max(...probabilities);
      result.classes.push(probabilities.indexOf(highest));
      result.probabilities.push(highest);
    });
    return result;
  }

  #eachProbabilities(
    images: ImageSet,
    positions: readonly number[],
    use: (position: number, probabilities: Float32Array) => void,
  ): void {
    const { classes, training } = this.#options;
    for (let start = 0; start < positions.length; start += training.batchSize) {
      const some = positions.slice(start, start + training.batchSize);
      fillBatch(images, some, this.#batch);
      const { y } = this.#program.run('predict', { x: this.#batch });
      some.forEach((position, i) =>
        use(position, (y as Float32Array).subarray(i * classes, (i + 1) * classes)),
      );
    }
  }
}

function defineSteps(
  program: Program,
  adam: Adam,
  network: Network,
  [images, targets]: [number[], number[]],
): void {
  program.define('train', {
    inputs: { x: { shape: images }, targets: { shape: targets }, rate: { shape: [] } },
    body: ({ x, targets: weighted, rate }, random) => {
      const loss = (): Tensor => {
        const logits = network.apply(x as Tensor4D, undefined, random);
        const entropy = tf.neg(tf.sum(tf.mul(weighted as Tensor, tf.logSoftmax(logits))));
        return tf.div(entropy, targets[0] as number);
      };
      return { loss: adam.minimise(loss, rate as Tensor) };
    },
  });
  program.define('predict', {
    inputs: { x: { shape: images } },
    body: ({ x }) => ({ y: tf.softmax(network.apply(x as Tensor4D)) }),
  });
}

/** n / (classes × images of the class) over the training images, so that each class counts alike; else 1. */
function weightsOf({ fold, labels }: FoldTask, classes: number, weighted: boolean): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const position of fold.training) {
    const label = labels[position] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  const there = counts.filter((n) => n > 0).length;
  return counts.map((n) => (weighted && n > 0 ? fold.training.length / (there * n) : 1));
}
