import type { DatasetDocument, DatasetItem, Split } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { readDataset } from '../../projects/dataset-files.ts';
import { readRun } from '../../projects/run-files.ts';
import { itemsHash } from '../runs/run-data.ts';
import type { FoundRun } from './find-runs.ts';

/** One image that all runs are scored on: its item in the dataset of each run, in their order. */
export interface CommonItem {
  item: DatasetItem;
  ids: string[];
}

export interface CommonItems {
  items: CommonItem[];
  warnings: string[];
}

/**
 * The items of a split that every run's dataset has in that split. Items are the same where their images are, so
 * runs on two splits of the same images compare too; what any of the runs, or a run it began with, was trained on
 * is left out and said.
 * @throws AbbeError invalid-input where nothing is left.
 */
export async function findCommonItems(runs: readonly FoundRun[], split: Split): Promise<CommonItems> {
  const [first, ...others] = runs as [FoundRun, ...FoundRun[]];
  const warnings = runs.flatMap(changedSince);
  const own = included(first.dataset).filter((item) => item.split === split);
  const indexes = others.map(({ dataset }) => byImages(dataset));
  const seen = await trainedOn(runs);
  const items: CommonItem[] = [];
  let [missing, trained] = [0, 0];
  for (const item of own) {
    const key = keyOf(item, first.dataset);
    const partners = indexes.map((index) => index.get(key));
    if (split !== 'training' && seen.has(imagesOf(item))) trained += 1;
    else if (partners.some((partner) => partner?.split !== split)) missing += 1;
    else items.push({ item, ids: [item.id, ...partners.map((partner) => partner?.id ?? '')] });
  }
  if (items.length === 0) throw nothingLeft(runs, split, { own: own.length, trained });
  if (trained > 0) {
    warnings.push(
      `${trained} of ${own.length} images of the ${split} split were left out: one of the runs, or one it began with, was trained on them.`,
    );
  }
  if (missing > 0) {
    warnings.push(
      `${missing} of ${own.length} images were left out: they are not in the ${split} split of every run's dataset.`,
    );
  }
  if (split === 'training') warnings.push('The images compared are those that the runs were trained on.');
  if (split === 'validation') {
    warnings.push('The best checkpoints were chosen by images of this split, so all scores may be too good.');
  }
  return { items, warnings };
}

const included = ({ items }: DatasetDocument): DatasetItem[] => items.filter((item) => item.included);

/** What an item shows, whatever it is called. */
const imagesOf = ({ target, input }: DatasetItem): string => JSON.stringify([target, input]);

/** The same with the way its input is made. */
function keyOf(item: DatasetItem, { degradation }: DatasetDocument): string {
  return `${imagesOf(item)} ${item.input === null ? JSON.stringify(degradation) : ''}`;
}

function byImages(dataset: DatasetDocument): Map<string, DatasetItem> {
  return new Map(included(dataset).map((item) => [keyOf(item, dataset), item]));
}

/** Images in the training split of each run's dataset and of the runs that they began with. */
async function trainedOn(runs: readonly FoundRun[]): Promise<Set<string>> {
  const seen = new Set<string>();
  for (const { project, record, dataset } of runs) {
    addTraining(seen, dataset);
    let from = record.from?.run;
    const visited = new Set([record.id]);
    while (from !== undefined && !visited.has(from)) {
      visited.add(from);
      const earlier = await readRun(project.folder, from).catch(() => null);
      const own = earlier && (await readDataset(project.folder, earlier.dataset).catch(() => null));
      if (own) addTraining(seen, own);
      from = earlier?.from?.run;
    }
  }
  return seen;
}

function addTraining(seen: Set<string>, dataset: DatasetDocument): void {
  for (const item of included(dataset)) if (item.split === 'training') seen.add(imagesOf(item));
}

function changedSince({ name, record, dataset }: FoundRun): string[] {
  if (record.data === null || record.data.items === itemsHash(dataset)) return [];
  return [
    `The dataset was changed after ${name} was trained: images compared now may be among those it was trained on.`,
  ];
}

function nothingLeft(
  runs: readonly FoundRun[],
  split: Split,
  { own, trained }: { own: number; trained: number },
): AbbeError {
  const datasets = [...new Set(runs.map(({ dataset }) => `“${dataset.name}”`))].join(' and ');
  const reason =
    own === 0
      ? `${datasets} has no images in its ${split} split; choose another split`
      : trained === own
        ? `one of them was trained on every image of the ${split} split; train them on one dataset`
        : `${datasets} have no image of the ${split} split in common; train them on one dataset`;
  return new AbbeError('invalid-input', `The runs cannot be compared: ${reason}.`);
}
