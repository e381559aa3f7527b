import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SampleType } from '../../../contract/images.ts';
import type { Progress } from '../../../contract/events.ts';
import type { PlainImage, ViewedImage, ViewedInfo } from '../../../contract/view-methods.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { createPairFeed } from '../../datasets/pair-feed.ts';
import { createImageLoader } from '../../datasets/load-image.ts';
import { readRaster } from '../../formats/read-raster.ts';
import { disagreement } from '../../inference/disagreement.ts';
import { errorMap } from '../../imaging/error-map.ts';
import type { Raster } from '../../imaging/raster.ts';
import { readDataset } from '../../projects/dataset-files.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import { newestStep } from '../../training/checkpoint-folder.ts';
import type { EngineContext } from '../context.ts';
import { datasetAccess } from '../dataset-access.ts';
import { requireTranslation } from '../generation/generating-runs.ts';
import { findRecipe } from '../runs/experiment.ts';
import { findRun } from '../runs/find-run.ts';
import { readTrainingImages, unlikeTraining } from '../runs/training-distribution.ts';
import { partProgress } from '../task-progress.ts';
import { pixelSizeOf, sourcesOf } from '../runs/report/pixel-size.ts';

/** An image in memory with what is said beside it. */
export interface Viewed {
  raster: Raster;
  fileType: SampleType;
  pixelSize: ViewedInfo['pixelSize'];
  planes: ViewedInfo['planes'];
  step: number | null;
  /** Of repeated results, kept with their mean. */
  deviation?: Raster;
}

/** What making an image needs beside its name. */
export interface LoadOptions {
  signal: AbortSignal;
  progress?: ((progress: Progress) => void) | undefined;
}

type Of<K extends ViewedImage['kind']> = Extract<ViewedImage, { kind: K }>;

/**
 * What an image is made of, as a key: another one as soon as its file, dataset or weights are others.
 * @throws AbbeError not-found
 */
export async function keyOf(context: EngineContext, image: ViewedImage): Promise<string> {
  if (image.kind === 'difference') {
    const sides = await Promise.all([keyOf(context, image.of), keyOf(context, image.from)]);
    return JSON.stringify([image.absolute, ...sides]);
  }
  if (image.kind === 'file') {
    const found = await stat(resolve(image.file)).catch(() => null);
    return JSON.stringify([image, found?.size, found?.mtimeMs]);
  }
  const folder = resolve(image.project);
  if (image.kind === 'applied') {
    const weights = { ...image, of: await keyOf(context, image.of) };
    return JSON.stringify([weights, await weightsKey(folder, image)]);
  }
  if (image.kind === 'item') {
    const { edits } = await readDataset(folder, image.dataset);
    return JSON.stringify([image, edits.at(-1)?.time]);
  }
  return JSON.stringify([image, await weightsKey(folder, image)]);
}

/** The steps that the weights were trained which a run's results are made with. */
async function weightsKey(
  folder: string,
  { run: id, checkpoint }: { run: string; checkpoint: 'best' | 'last' },
): Promise<number | null> {
  const run = layout.run(folder, id);
  const best = checkpoint === 'best' ? await newestStep(runLayout.bestCheckpoint(run)) : null;
  return best ?? (await newestStep(runLayout.checkpoints(run))) ?? null;
}

/**
 * The pixels of an image, at full depth.
 * @throws AbbeError naming the file, item or run and the reason; cancelled.
 */
export async function loadViewed(
  context: EngineContext,
  image: ViewedImage,
  load: (image: PlainImage) => Promise<Viewed>,
  options: LoadOptions,
): Promise<Viewed> {
  const { signal } = options;
  switch (image.kind) {
    case 'file':
      return loadPlane(context, image);
    case 'applied':
      return image.part === 'result'
        ? loadApplied(context, image, load, options)
        : deviationOf(await load({ ...image, part: 'result' }));
    case 'item':
      return loadItem(context, image);
    case 'run':
      return loadOfRun(context, image, signal);
    case 'generation':
      return loadGeneration(context, image, signal);
    case 'difference':
      return loadDifference(image, load);
  }
}

async function loadPlane({ sources }: EngineContext, image: Of<'file'>): Promise<Viewed> {
  const { file, series, axis, t, c, z } = image;
  const options = { ...(series === undefined ? {} : { series }), ...(axis === undefined ? {} : { axis }) };
  return sources.use(resolve(file), options, async (source) => {
    const { shape, channels, rgb, dtype, pixelSize } = source.info;
    return {
      raster: await readRaster(source, { t, c, z }),
      fileType: dtype,
      pixelSize,
      planes: { t: shape[0], c: shape[1], z: shape[2], channels: [...channels], rgb },
      step: null,
    };
  });
}

/** What a run makes of a plane; with a sampling the mean, and the deviation beside it. */
async function loadApplied(
  context: EngineContext,
  image: Of<'applied'>,
  load: (image: PlainImage) => Promise<Viewed>,
  { signal, progress }: LoadOptions,
): Promise<Viewed> {
  const { project, record } = await findRun(context, image);
  requireTranslation(record);
  const { raster: input, pixelSize, planes } = await load(image.of);
  const training = await readTrainingImages(runLayout.trainingImages(layout.run(project.folder, record.id)));
  const notes = training ? unlikeTraining(training, input) : [];
  let tell: ReturnType<typeof partProgress> | undefined;
  const onProgress = (done: number, total: number): void => {
    tell ??= partProgress({ progress: (told) => progress?.(told) }, total);
    tell(done, image.samples === null ? 'Tile by tile' : 'Result by result');
  };
  return context.generators.use(project.folder, record, image.checkpoint, async ({ generator, step }) => {
    const common = { fileType: input.dtype, pixelSize, planes, step };
    if (image.samples === null) {
      const raster = await generator.translate(input, { signal, onProgress });
      return { ...common, raster: { ...raster, notes } };
    }
    const { mean, deviation } = await disagreement(generator, input, image.samples, { signal, onProgress });
    return { ...common, raster: { ...mean, notes }, deviation };
  });
}

function deviationOf({ deviation, ...made }: Viewed): Viewed {
  const raster = required(deviation, 'A deviation needs repeated results: ask for samples.');
  return { ...made, fileType: raster.dtype, raster };
}

async function loadItem(context: EngineContext, image: Of<'item'>): Promise<Viewed> {
  const project = await context.projects.open(resolve(image.project));
  const dataset = await readDataset(project.folder, image.dataset);
  const item = dataset.items.find(({ id }) => id === image.item);
  if (!item) throw new AbbeError('not-found', `The dataset “${dataset.name}” has no item “${image.item}”.`);
  const access = await datasetAccess(context.sources, project, dataset);
  const options = { classes: dataset.classes, classColours: dataset.classes.length > 0 };
  const own = image.part === 'target' ? item.target : item.input;
  const raster = own
    ? await createImageLoader(access, options).load(own)
    : (await createPairFeed(dataset, access, 0, options).load(item.id)).input;
  const size = await pixelSizeOf(own ?? item.target, await sourcesOf(context, project, dataset)).catch(
    () => null,
  );
  return { ...bare(raster), pixelSize: square(size) };
}

async function loadOfRun(context: EngineContext, image: Of<'run'>, signal: AbortSignal): Promise<Viewed> {
  const { project, record } = await findRun(context, image);
  requireTranslation(record);
  const { feed, dataset } = await context.experiments.open(project, record);
  const item = dataset.items.find(({ id }) => id === image.item);
  const { input, truth } = await feed.load(image.item);
  const open = await sourcesOf(context, project, dataset);
  const pixelSize = square(item ? await pixelSizeOf(item.target, open).catch(() => null) : null);
  if (image.part !== 'result') return { ...bare(image.part === 'input' ? input : truth), pixelSize };
  return context.generators.use(project.folder, record, image.checkpoint, async ({ generator, step }) => {
    return { ...bare(await generator.translate(input, { signal })), pixelSize, step };
  });
}

async function loadGeneration(
  context: EngineContext,
  { set, seed, number, checkpoint, ...reference }: Of<'generation'>,
  signal: AbortSignal,
): Promise<Viewed> {
  const { project, record } = await findRun(context, reference);
  const recipe = findRecipe(record.recipe);
  if (recipe.task !== 'generation') {
    throw new AbbeError('invalid-input', `The run ${record.id} makes nothing of noise: look at its results.`);
  }
  if (set !== 'generated') {
    const { feed } = await context.experiments.open(project, record);
    const { parameters } = record;
    const views = await recipe.realImages?.({ parameters, feed, split: set, count: number + 1, seed });
    return bare(required(views?.[number], `The dataset has no images in its ${set} split.`));
  }
  return context.generators.use(project.folder, record, checkpoint, async ({ generator, step }) => {
    const made = await generator.generate?.({ seed, from: number, count: 1 }, { signal });
    return { ...bare(required(made?.[0], `The run ${record.id} makes nothing of noise.`)), step };
  });
}

async function loadDifference(
  { of, from, absolute }: Of<'difference'>,
  load: (image: PlainImage) => Promise<Viewed>,
): Promise<Viewed> {
  // One after the other, as both may need a generator of their own.
  const first = await load(of);
  const second = await load(from);
  try {
    const raster = errorMap(first.raster, second.raster);
    if (absolute) raster.data = raster.data.map(Math.abs);
    return { ...bare(raster), pixelSize: first.pixelSize };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const sizes = [first, second].map(({ raster: { width, height, channels } }) => {
      return `${width} x ${height} pixels with ${channels === 1 ? 'one channel' : `${channels} channels`}`;
    });
    throw new AbbeError(
      'invalid-input',
      `These images have no difference, as one has ${sizes.join(' and the other ')}; choose images of one size.`,
      { cause: thrown },
    );
  }
}

function bare(raster: Raster): Viewed {
  return { raster, fileType: raster.dtype, pixelSize: null, planes: null, step: null };
}

function square(size: { x: number; unit: string } | null): ViewedInfo['pixelSize'] {
  return size && { x: size.x, y: size.x, z: null, unit: size.unit };
}

function required<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new AbbeError('invalid-input', message);
  return value;
}
