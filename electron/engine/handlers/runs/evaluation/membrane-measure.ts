import type { DatasetDocument } from '../../../../contract/datasets.ts';
import type { MembraneMeasures } from '../../../../contract/evaluation-measures.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { overlap } from '../../../metrics/overlap.ts';
import { evenly } from '../../../imaging/evenly.ts';
import { greyPlane } from './grey-plane.ts';
import type { Measure } from './measure.ts';
import { summariseMeasures } from './measure-summary.ts';
import type { ScoredFeed } from './scored-pair.ts';

/** Training images that the threshold is set on, and pixels taken of each. */
const trainingImages = 16;
const mostPixels = 65_536;

type Colour = DatasetDocument['classes'][number]['colour'];

/**
 * Membranes are dark: a threshold, so set on real training images that the area below it is that of the labels,
 * finds them again in truths and results. Images are the inputs' classes made visible, so the labels are the
 * inputs. Nothing where the dataset has no class of that name or no training images.
 */
export function membraneMeasure(dataset: DatasetDocument, feed: ScoredFeed): Measure {
  const membrane = dataset.classes.find(({ name }) => /membran/i.test(name));
  const training = evenly(feed.ids('training'), trainingImages);
  const perImage: MembraneMeasures['perImage'] = [];
  let threshold: number | undefined;
  return {
    async add({ item, input, truth, result }) {
      if (!membrane || training.length === 0) return;
      threshold ??= await darkThreshold(feed, training, membrane.colour);
      const labels = maskOf(input, membrane.colour);
      const [real, made] = [darkOf(truth, threshold), darkOf(result, threshold)];
      perImage.push({
        id: item.id,
        ...{ labels: shareOf(labels), truth: shareOf(real), result: shareOf(made) },
        truthDice: diceOf(real, labels),
        resultDice: diceOf(made, labels),
      });
    },
    finish: () => {
      if (!membrane || threshold === undefined) return {};
      const trained = { class: membrane.name, threshold, trainingImages: training.length };
      return { membranes: { ...trained, perImage, summary: numbersOf(perImage) } };
    },
  };
}

function numbersOf(images: MembraneMeasures['perImage']): MembraneMeasures['summary'] {
  const of = (key: Exclude<keyof MembraneMeasures['perImage'][number], 'id'>): (number | null)[] =>
    images.map((image) => image[key]);
  return summariseMeasures([
    {
      ...{ id: 'darkArea', label: 'Share of membrane pixels', unit: '', better: null },
      ...{ input: of('labels'), result: of('result'), truth: of('truth') },
    },
    {
      ...{ id: 'dice', label: 'Dice of dark pixels with the labels', unit: '', better: 'higher' },
      ...{ input: [], result: of('resultDice'), truth: of('truthDice') },
    },
  ]).summary;
}

/** The grey level below which as many pixels lie as the labels have. */
async function darkThreshold(feed: ScoredFeed, ids: readonly string[], colour: Colour): Promise<number> {
  const values: number[] = [];
  let [labelled, pixels] = [0, 0];
  for (const id of ids) {
    const { input, truth } = await feed.load(id);
    const mask = maskOf(input, colour);
    labelled += mask.reduce((sum, value) => sum + value, 0);
    pixels += mask.length;
    const { data } = greyPlane(truth);
    const step = Math.max(1, Math.ceil(data.length / mostPixels));
    for (let i = 0; i < data.length; i += step) values.push(data[i] as number);
  }
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * labelled) / pixels))] ?? 0;
}

/** 1 where a picture of classes has a colour. */
function maskOf({ data, channels, width, height }: Raster, colour: Colour): Uint8Array {
  const mask = new Uint8Array(width * height);
  if (channels !== 3) return mask;
  for (let i = 0; i < mask.length; i += 1) {
    if (colour.every((value, c) => data[3 * i + c] === value)) mask[i] = 1;
  }
  return mask;
}

/** 1 where an image is below the threshold. */
function darkOf(image: Raster, threshold: number): Uint8Array {
  const { data } = greyPlane(image);
  return Uint8Array.from({ length: data.length }, (_, i) => ((data[i] as number) < threshold ? 1 : 0));
}

const shareOf = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0) / mask.length;

function diceOf(found: Uint8Array, labels: Uint8Array): number | null {
  return overlap(found, labels, { classes: [1] }).perClass[0]?.dice ?? null;
}
