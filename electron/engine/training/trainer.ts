import type { Raster } from '../imaging/raster.ts';
import type { Criterion } from './early-stop.ts';

export interface NetworkSummary {
  id: string;
  role: 'generator' | 'critic' | 'discriminator';
  /** Number of trainable parameters. */
  parameters: number;
}

/** One fixed example shown during training: input, what the generator makes of it, and the truth. */
export interface PreviewImages {
  id: string;
  input: Raster;
  result: Raster;
  truth: Raster;
}

/** A stretch of a run in which steps are alike: the same networks, losses and shapes of images. */
export interface TrainingPhase {
  label: string;
  /** Its first step. */
  first: number;
  steps: number;
  imagesPerStep: number;
}

/**
 * A recipe's own scores on held-out data, in place of those of pairs: where results are no pictures to lay beside
 * a truth. The first criterion is what the best checkpoint is kept by unless another is asked for.
 */
export interface OwnValidation {
  criteria: readonly Criterion[];
  /** A score for each criterion, by its id. Changes nothing in training. */
  score(): Promise<Record<string, number>>;
}

/**
 * A recipe's experiment on a dataset, built and ready to step. The loop owns time (pause, stop, checkpoints);
 * the trainer owns mathematics. Given the same data, parameters and seed, `import` of exported variables
 * followed by `step(n)` gives bit-equal results to a trainer that never stopped before step n.
 */
export interface Trainer {
  readonly totalSteps: number;
  /** Steps that see every training item once. */
  readonly stepsPerEpoch: number;
  readonly networks: NetworkSummary[];
  /** In the run's order, the dearest last; without it all steps are alike. */
  readonly phases?: readonly TrainingPhase[];
  /** One generator step with the critic steps that go with it; returns the named losses. */
  step(index: number): Promise<Record<string, number>>;
  /** The fixed preview items through the generator as it is now. */
  preview(): PreviewImages[];
  /** The generator on an image of any size, in tiles where it is large; same size, channels and dtype out. */
  translate(image: Raster, options?: TranslateOptions): Promise<Raster>;
  /** Told the sizes of images that `translate` will get, so that their shapes are compiled together. */
  expect?(sizes: readonly { width: number; height: number }[]): void;
  /** Whether `translate` can draw dropout; absent where it cannot. */
  readonly dropout?: boolean;
  /** Images from noise, of recipes whose task is generation; a recipe for translation has none. */
  generate?(request: GenerateRequest, options?: TranslateOptions): Promise<Raster[]>;
  readonly validation?: OwnValidation;
  /** All variables, optimiser slots included. */
  export(): Map<string, Float32Array>;
  /** @throws AbbeError invalid-input when a variable is missing or has another size. */
  import(variables: ReadonlyMap<string, Float32Array>): void;
  dispose(): void;
}

/** Image number i of a seed is the same whatever else is asked for: `from` 0 and `count` 5 give numbers 0 to 4. */
export interface GenerateRequest {
  seed: number;
  from: number;
  count: number;
}

export interface TranslateOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  /** With the dropout of draw number so, from 0, where the generator has `dropout`; absent: as it was trained to. */
  sample?: number;
}
