import type { z } from 'zod';
import type { DatasetDocument, Parameters, Split } from '../../contract/datasets.ts';
import type { FeedThreads } from '../datasets/feed-threads.ts';
import type { ImageAccess } from '../datasets/load-image.ts';
import type { FeedDataset, Pair, PairFeed as DatasetFeed } from '../datasets/pair-feed.ts';
import type { InputScaling } from '../imaging/comparable-input.ts';
import type { Raster } from '../imaging/raster.ts';
import type { RateSource } from '../training/rate-changes.ts';
import type { Trainer } from '../training/trainer.ts';
import type { PaperImages } from './artificial-images.ts';
import type { ExportedNetwork, ExportRequest } from './exported-network.ts';

/** A pair as the training feed hands it over, at full depth; both images have the same size. */
export type PairItem = Pair;

/**
 * The pairs of an experiment: one feed for the trainer, validation and evaluation, so that an image is decoded and
 * kept once for all of them. Class maps come as the recipe's `classColours` says.
 */
export interface PairFeed extends DatasetFeed {
  /** Where the pairs come from, for trainers that have batches made beside their steps. */
  readonly data: TrainingData;
  /** Of the recipe that the feed is for. */
  readonly inputScaling?: InputScaling;
}

/** A dataset with its pixels. */
export interface TrainingData {
  dataset: FeedDataset;
  access: ImageAccess;
  /** Null: batches are made in this thread. */
  threads: FeedThreads | null;
}

export interface ExperimentOptions {
  parameters: Parameters;
  seed: number;
  feed: PairFeed;
  /** The op-by-op reference instead of compiled steps. */
  mode?: 'compiled' | 'op-by-op';
  /** Learning rates that are set by hand while it trains; without it those of the parameters. */
  rates?: RateSource | undefined;
}

/** A network that a recipe uses, as the list of networks has it. */
export interface RecipeNetwork {
  /** Of its definition in networks/. */
  id: string;
  /** Its parameters in the recipe; its definition fills defaults. */
  parameters: Record<string, unknown>;
  /** Its part in the recipe, where the definition's role does not say it. */
  role?: string;
  /** What the paper says of its size, in words, e.g. "3.063 M with the critic". */
  published?: string;
}

/** What results can be measured by beside the scores of images, in an evaluation. */
export const recipeMeasures = ['spots', 'resolution', 'distribution', 'texture', 'membranes'] as const;
export type RecipeMeasure = (typeof recipeMeasures)[number];

/** A paper's experiment: one file in this folder and one line in its list. */
export interface Recipe {
  id: string;
  title: string;
  description: string;
  paper: string;
  /** An image from an image, or images from noise alone; translation where it is not said. */
  task?: 'translation' | 'generation';
  /** Validates parameters, fills defaults, refuses unknown keys; titles, units and help live in its metadata. */
  schema: z.ZodType<Record<string, unknown>>;
  /** Parameters of each preset; `paper` holds the published numbers. */
  presets: Record<string, Parameters>;
  /** What the paper trains on, for measuring without a dataset. */
  paperImages?: PaperImages;
  /** The networks of one of its presets, for `abbe networks`: built there without data and not trained. */
  networks?(preset: string): RecipeNetwork[];
  /** Class maps come as RGB pictures in their classes' colours; without it as one channel of class numbers. */
  classColours?: boolean;
  /** How inputs are brought to the truth's numbers before they are scored, where both are not of one unit. */
  inputScaling?: InputScaling;
  /** What its results are measured by beside their scores, because its images are of that kind. */
  measures?: readonly RecipeMeasure[];
  /** Of generation: the real images that it learns to make, in views like those of training. */
  realImages?(request: RealImagesRequest): Promise<Raster[]>;
  /** Why a dataset does not fit, with the way out; null where it does. */
  misfit(dataset: DatasetDocument): string | null;
  /**
   * Looks whether all training images fit the parameters, from their sizes alone.
   * @throws AbbeError invalid-input naming the first that does not.
   */
  requireFit?(feed: PairFeed, parameters: Parameters): void;
  /** Reads what it needs from the feed and builds networks, losses and compiled steps. */
  createTrainer(options: ExperimentOptions): Promise<Trainer>;
  /** Only the generator, for applying stored weights: no dataset needed. */
  createGenerator(options: Omit<ExperimentOptions, 'feed'>): Promise<RecipeGenerator>;
}

/** A generator with stored weights. */
export interface RecipeGenerator extends Pick<
  Trainer,
  'translate' | 'dropout' | 'generate' | 'import' | 'dispose'
> {
  /** The network as other programs take it. @throws AbbeError invalid-input for a size that it cannot take. */
  exported(request: ExportRequest): ExportedNetwork;
}

/** `count` views of a split's images, the same ones for the same seed. */
export interface RealImagesRequest extends Omit<ExperimentOptions, 'mode'> {
  split: Split;
  count: number;
}
