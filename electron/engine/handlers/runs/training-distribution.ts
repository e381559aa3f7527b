import { z } from 'zod';
import type { Raster } from '../../imaging/raster.ts';
import { measureTraining, reasonsOutside } from '../../metrics/training-distribution.ts';
import type { TrainingDistribution } from '../../metrics/training-distribution.ts';
import { readDocument, writeDocument } from '../../projects/json-document.ts';
import type { ScoredFeed } from './evaluation/scored-pair.ts';
import { evenly } from '../../imaging/evenly.ts';
import { greyPlane } from './evaluation/grey-plane.ts';

/** Training images that are looked at, evenly over the split. */
const mostImages = 32;

const numbers = z.array(z.number());
const documentSchema = z.object({
  format: z.literal('abbe-training-images'),
  version: z.literal(1),
  /** Of the inputs. */
  channels: z.number().int(),
  /** Null where the images were too few to tell. */
  distribution: z
    .object({
      images: z.number().int(),
      side: z.number().int(),
      intensities: z.array(z.object({ low: z.number(), high: z.number() })),
      ...{ mean: numbers, scale: numbers, components: z.array(numbers), variance: numbers },
      typical: z.number(),
    })
    .nullable(),
});
/** What a run's training inputs are like: kept with the run, so that it can be applied without its dataset. */
export type TrainingImages = z.infer<typeof documentSchema> & { distribution: TrainingDistribution | null };

/** Looks at the training inputs of a dataset. */
export async function lookAtTraining(feed: Pick<ScoredFeed, 'ids' | 'load'>): Promise<TrainingImages> {
  const inputs: Raster[] = [];
  for (const id of evenly(feed.ids('training'), mostImages)) inputs.push((await feed.load(id)).input);
  return {
    ...{ format: 'abbe-training-images', version: 1, channels: inputs[0]?.channels ?? 1 },
    distribution: measureTraining(inputs.map(greyPlane)),
  };
}

/** The training images of a run as they were noted, or looked at now and noted. */
export async function trainingImagesOf(
  file: string,
  feed: Pick<ScoredFeed, 'ids' | 'load'>,
): Promise<TrainingImages> {
  const known = await readTrainingImages(file);
  if (known) return known;
  const images = await lookAtTraining(feed);
  await writeTrainingImages(file, images);
  return images;
}

/** Null where it is missing or cannot be read: runs of an older Abbe have none, and no one should fail for it. */
export async function readTrainingImages(file: string): Promise<TrainingImages | null> {
  return readDocument(file, documentSchema).catch(() => null);
}

async function writeTrainingImages(file: string, images: TrainingImages): Promise<void> {
  await writeDocument(file, documentSchema, images);
}

/** Why an image is unlike those of training, in sentences; none where it is like them. */
export function unlikeTraining({ channels, distribution }: TrainingImages, image: Raster): string[] {
  const colours = (count: number): string => (count === 3 ? 'three channels' : 'one channel');
  const reasons =
    image.channels === channels
      ? []
      : [`it has ${colours(image.channels)} and the training images ${colours(channels)}`];
  return [...reasons, ...(distribution ? reasonsOutside(distribution, greyPlane(image)) : [])];
}
