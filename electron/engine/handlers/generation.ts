import { join, resolve } from 'node:path';
import type { CallContext } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { Generated, Synthetic } from '../../contract/generation-methods.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import { layout, timeStamp } from '../projects/layout.ts';
import { maskScale } from '../recipes/em-masks/scale.ts';
import type { EngineContext } from './context.ts';
import { findImageRun, findMaskRun } from './generation/generating-runs.ts';
import type { TrainedRun } from './generation/generating-runs.ts';
import { makeSyntheticDataset } from './generation/synthetic-dataset.ts';
import { scaled, trainingPixel } from './generation/training-pixel.ts';
import { requireEmptyFolder, writeItem, writeSynthetic } from './generation/write-synthetic.ts';
import type { Generator, LoadedGenerator } from './runs/generator-pool.ts';
import { deviceOf, versionsOf } from './runs/run-data.ts';
import { taskProgress } from './task-progress.ts';

type Request = MethodPayload<'run.generate'>;

/** The runs of a chain; `images` null: masks alone. */
interface Chain {
  masks: TrainedRun;
  images: TrainedRun | null;
}

/** Sides of pixels that differ by more than this are worth a word. */
const sameScale = 0.01;

/**
 * Makes masks, and images of them, and writes them with what tells how they were made. Cancelled, what was written
 * stays; a dataset is made of a whole set only.
 * @throws AbbeError not-found, invalid-input where the runs are not for it or the folder holds something; cancelled.
 */
export async function generateSynthetic(
  context: EngineContext,
  request: Request,
  call: CallContext,
): Promise<Generated> {
  const masks = await findMaskRun(context, request);
  const images = request.images && (await findImageRun(context, request.images, masks));
  const { dataset: name, output } = request;
  if (name === null) {
    if (output === null) throw new AbbeError('invalid-input', 'Say in which folder the masks are written.');
    const folder = resolve(output);
    const document = await writeAll(context, request, { masks, images }, folder, call);
    return { ...document, folder, dataset: null };
  }
  if (!images) {
    throw new AbbeError('invalid-input', 'A labelled dataset needs images too: name a run that makes them.');
  }
  const { project } = masks;
  // The lock first: minutes of work would be in vain where another engine has it.
  return project.locked(async () => {
    const folder = join(layout.synthetic(project.folder), timeStamp(new Date()));
    const document = await writeAll(context, request, { masks, images }, folder, call);
    const dataset = await makeSyntheticDataset(context, project, { name, folder, document }, call);
    return { ...document, folder, dataset: dataset.id };
  });
}

async function writeAll(
  context: EngineContext,
  request: Request,
  { masks, images }: Chain,
  folder: string,
  call: CallContext,
): Promise<Synthetic> {
  await requireEmptyFolder(folder);
  const choice = request.checkpoint ?? 'best';
  const { generators } = context;
  return generators.use(masks.project.folder, masks.record, choice, async (maskMaker) => {
    const empty = await describe(context, request, { masks, images }, folder);
    const document = { ...empty, masks: await weightsOf(masks, maskMaker) };
    if (!images) return makeItems(request, document, { folder, maskMaker: maskMaker.generator }, call);
    return generators.use(images.project.folder, images.record, choice, async (imageMaker) => {
      const whole = { ...document, images: await weightsOf(images, imageMaker) };
      const makers = { maskMaker: maskMaker.generator, imageMaker: imageMaker.generator };
      return makeItems(request, whole, { folder, ...makers }, call);
    });
  });
}

interface Makers {
  folder: string;
  maskMaker: Generator;
  imageMaker?: Generator;
}

async function makeItems(
  { count, seed }: Request,
  begun: Synthetic,
  { folder, maskMaker, imageMaker }: Makers,
  call: CallContext,
): Promise<Synthetic> {
  const { signal } = call;
  let document = begun;
  const stays = (): string =>
    `Cancelled after ${document.items.length} of ${count}; what was written stays in ${folder}.`;
  const tell = taskProgress(call, count, stays);
  await writeSynthetic(folder, document);
  for (let i = 0; i < count; i += 1) {
    await tell(i, imageMaker ? `Making mask and image ${i + 1}` : `Making mask ${i + 1}`);
    const [mask] = (await maskMaker.generate?.({ seed, from: i, count: 1 }, { signal })) ?? [];
    if (!mask) throw new AbbeError('internal', 'The run’s generator made no mask.');
    const image = imageMaker ? await imageMaker.translate(mask, { signal }) : null;
    const item = await writeItem(folder, i + 1, { mask, image }, document);
    document = { ...document, items: [...document.items, item] };
    await writeSynthetic(folder, document);
  }
  call.progress({ done: count, total: count, message: 'Done', secondsLeft: 0 });
  return document;
}

/** What is known before the first mask is made. */
async function describe(
  context: EngineContext,
  { count, seed }: Request,
  { masks, images }: Chain,
  folder: string,
): Promise<Omit<Synthetic, 'masks'>> {
  const info = await context.systemInfo();
  const classes = masks.dataset.classes.map((own, i) => ({ ...own, number: i + 1 }));
  const place = folder.split(/[\\/]/).slice(-2).join('/');
  const layers = (where: string, code: (own: (typeof classes)[number]) => string): string =>
    classes.map((own) => `${own.name}=${place}/${where}/*[${code(own)}]`).join('; ');
  return {
    ...{ format: 'abbe-synthetic', version: 1, created: new Date().toISOString(), count, seed },
    ...{ images: null, classes, items: [] },
    patterns: {
      images: `${place}/images/*`,
      masks: layers(
        'masks',
        ({ colour }) => `#${colour.map((c) => c.toString(16).padStart(2, '0')).join('')}`,
      ),
      labels: layers('labels', ({ number }) => String(number)),
    },
    versions: versionsOf(info),
    device: deviceOf(info),
    ...(await pixelsOf(context, { masks, images })),
  };
}

/** The size of a pixel, and a note where the runs were trained at different ones. */
async function pixelsOf(
  context: EngineContext,
  { masks, images }: Chain,
): Promise<Pick<Synthetic, 'pixelSize' | 'notes'>> {
  const found = await trainingPixel(context, masks);
  const item = masks.dataset.items[0];
  const factor = item ? maskScale(masks.record.parameters, item) : 1;
  const own = found && { scale: found.scale * factor, size: scaled(found.size, factor) };
  const other = images && (await trainingPixel(context, images));
  const pixelSize = other?.size ?? own?.size ?? null;
  if (!own || !other || Math.abs(own.scale / other.scale - 1) <= sameScale) return { pixelSize, notes: [] };
  const [mask, image] = [own.scale, other.scale].map((scale) => scale.toPrecision(3));
  return {
    pixelSize,
    notes: [
      `A pixel of the masks stands for ${mask} of the section’s, and the images were trained with ${image}: structures come out at another size.`,
    ],
  };
}

async function weightsOf(
  { project, record }: TrainedRun,
  { checkpoint, step }: LoadedGenerator,
): Promise<Synthetic['masks']> {
  const { name } = await project.document();
  return { project: name, run: record.id, recipe: record.recipe, checkpoint, step };
}
