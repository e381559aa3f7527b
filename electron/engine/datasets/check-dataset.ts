import type {
  DatasetDocument,
  DatasetItem,
  DatasetProblem,
  ImageReference,
  Split,
} from '../../contract/datasets.ts';
import { splits } from '../../contract/datasets.ts';
import type { AlikePhotos } from './find-alike.ts';
import { contentName, photosOf, sourcesOfImage } from './item-groups.ts';

/** What is known of a dataset's files now. */
export interface FileFindings {
  /** By source, of those looked at. */
  states: ReadonlyMap<string, 'same' | 'missing' | 'changed'>;
  /** Width and height of the planes by source, of those that could be opened. */
  sizes: ReadonlyMap<string, { width: number; height: number }>;
  /** Photos that show nearly the same, wherever they are. */
  alike: readonly AlikePhotos[];
}

/** SSIM is defined from its window's 11 pixels on. */
const smallestSide = 11;

const again = 'deal the items into splits anew, or set the items of one split aside';

/**
 * Everything that makes a dataset unfit, or should be known of it, of its included items: photos, sessions and
 * subjects in two splits, copies and near-copies across splits, files gone or changed, splits without items,
 * items that do not fit their images. Each problem is one sentence with its remedy.
 */
export function checkDataset(dataset: DatasetDocument, files: FileFindings): DatasetProblem[] {
  const items = dataset.items.filter(({ included }) => included);
  const photos = usesOf(items, photosOf);
  return [
    ...sharedPhotos(photos),
    ...sharedGroups(items, dataset.splitting.by),
    ...copies(dataset, photos),
    ...nearCopies(files.alike, photos),
    ...lostFiles(dataset, items, files.states),
    ...emptySplits(dataset, items),
    ...sizeProblems(items, files.sizes),
  ];
}

/** The items that use something, by split. */
type Uses = Map<Split, string[]>;

function usesOf(items: readonly DatasetItem[], keysOf: (item: DatasetItem) => string[]): Map<string, Uses> {
  const result = new Map<string, Uses>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      const uses = result.get(key) ?? new Map<Split, string[]>();
      result.set(key, uses);
      const ids = uses.get(item.split);
      if (ids) ids.push(item.id);
      else uses.set(item.split, [item.id]);
    }
  }
  return result;
}

function sharedPhotos(photos: Map<string, Uses>): DatasetProblem[] {
  return [...photos]
    .filter(([, uses]) => uses.size > 1)
    .map(([source, uses]) =>
      problem('leak', 'error', `${source} is in more than one split (${tell(uses)}); ${again}.`, allOf(uses)),
    );
}

function sharedGroups(
  items: readonly DatasetItem[],
  by: DatasetDocument['splitting']['by'],
): DatasetProblem[] {
  return (['subject', 'session'] as const).flatMap((kind) => {
    const groups = usesOf(items, (item) => (item[kind] === null ? [] : [item[kind]]));
    const shared = [...groups].filter(([, uses]) => uses.size > 1);
    // What was photographed on one day is alike; the same patient is the same truth.
    const severity = kind === 'subject' || by === kind ? 'error' : 'warning';
    const leaks = shared.map(([name, uses]) => {
      const remedy = by === kind ? again : `deal the items into splits by ${kind}`;
      return problem(
        'leak',
        severity,
        `The ${kind} ${name} is in more than one split (${tell(uses)}); ${remedy}.`,
        allOf(uses),
      );
    });
    const without = items.filter((item) => item[kind] === null);
    if (by !== kind || without.length === 0) return leaks;
    const message = `${without.length} items have no ${kind} although the dataset is split by ${kind}; make it anew with the ${kind} given, or split by photo.`;
    const ids = without.map(({ id }) => id);
    return [...leaks, problem('leak', 'error', message, ids)];
  });
}

function copies(dataset: DatasetDocument, photos: Map<string, Uses>): DatasetProblem[] {
  const contents = contentsOf(dataset);
  const byContent = new Map<string, string[]>();
  for (const source of photos.keys()) {
    const content = contentName(source, contents);
    byContent.set(content, [...(byContent.get(content) ?? []), source]);
  }
  return [...byContent.values()].flatMap((sources) => {
    const uses = together(sources.map((source) => photos.get(source)));
    if (sources.length < 2 || uses.size < 2) return [];
    const message = `${sources.join(' and ')} are copies of one another but are in more than one split (${tell(uses)}); ${again}.`;
    return [problem('duplicate', 'error', message, allOf(uses))];
  });
}

function nearCopies(alike: readonly AlikePhotos[], photos: Map<string, Uses>): DatasetProblem[] {
  return alike.flatMap(({ a, b, correlation }) => {
    const [ofA, ofB] = [photos.get(a), photos.get(b)];
    if (!ofA || !ofB || together([ofA, ofB]).size < 2) return [];
    const message = `${a} (${tell(ofA)}) and ${b} (${tell(ofB)}) show nearly the same, their thumbnails correlate by ${correlation.toFixed(3)}; ${again}.`;
    return [problem('near-duplicate', 'error', message, [...allOf(ofA), ...allOf(ofB)])];
  });
}

function lostFiles(
  dataset: DatasetDocument,
  items: readonly DatasetItem[],
  states: FileFindings['states'],
): DatasetProblem[] {
  const contents = contentsOf(dataset);
  const all = usesOf(items, ({ target, input }) => [
    ...new Set([target, ...(input ? [input] : [])].flatMap(sourcesOfImage)),
  ]);
  return [...all].flatMap(([source, uses]) => {
    const ids = allOf(uses);
    if (states.get(source) === 'missing') {
      const message = `${source} is missing; bring it back, or look for it by its content (project relocate).`;
      return [problem('missing-file', 'error', message, ids)];
    }
    if (states.get(source) === 'changed') {
      const message = `${source} has changed since the dataset was made; bring the old file back, or make a new dataset.`;
      return [problem('changed-file', 'error', message, ids)];
    }
    if (contents.has(source)) return [];
    const message = `The dataset does not know the content of ${source}, so it cannot tell whether it has changed; make a new dataset.`;
    return [problem('changed-file', 'warning', message, ids)];
  });
}

function emptySplits({ splitting }: DatasetDocument, items: readonly DatasetItem[]): DatasetProblem[] {
  return splits.flatMap((split) => {
    const wanted = split === 'training' || splitting[split] > 0;
    if (!wanted || items.some((item) => item.split === split)) return [];
    const message = `No item is in the split for ${split}; include some, or deal the items into splits anew.`;
    return [problem('empty-split', 'error', message, [])];
  });
}

function sizeProblems(items: readonly DatasetItem[], sizes: FileFindings['sizes']): DatasetProblem[] {
  const small = items.filter(({ width, height }) => Math.min(width, height) < smallestSide);
  const wrong = items.filter(
    ({ target, input, width, height }) =>
      !fits(target, { width, height }, sizes) || (input !== null && !fits(input, { width, height }, sizes)),
  );
  const ids = (of: readonly DatasetItem[]): string[] => of.map(({ id }) => id);
  const result: DatasetProblem[] = [];
  if (wrong.length > 0) {
    const message = `${wrong.length} items do not fit the images that they are cut from (the first is ${wrong[0]?.id}); make the dataset anew.`;
    result.push(problem('size', 'error', message, ids(wrong)));
  }
  if (small.length > 0) {
    const message = `${small.length} items have a side below ${smallestSide} pixels, too small to be scored by SSIM (the first is ${small[0]?.id}); set them aside.`;
    result.push(problem('size', 'warning', message, ids(small)));
  }
  return result;
}

/** Whether an image comes out in the size that the item states, as far as can be told without decoding. */
function fits(
  image: ImageReference,
  { width, height }: { width: number; height: number },
  sizes: FileFindings['sizes'],
): boolean {
  if (image.kind === 'slice') return true;
  const whole = image.kind === 'plane' && image.series === 0 ? sizes.get(image.source) : undefined;
  const { box } = image;
  if (box && whole && (box.x + box.width > whole.width || box.y + box.height > whole.height)) return false;
  const size = image.resize ?? box ?? whole;
  return size === undefined || (size.width === width && size.height === height);
}

function contentsOf({ sources }: DatasetDocument): Map<string, string> {
  return new Map(sources.map(({ path, sha256 }) => [path, sha256]));
}

function together(uses: readonly (Uses | undefined)[]): Uses {
  const result: Uses = new Map();
  for (const each of uses) {
    for (const [split, ids] of each ?? []) result.set(split, [...(result.get(split) ?? []), ...ids]);
  }
  return result;
}

function allOf(uses: Uses): string[] {
  return [...new Set([...uses.values()].flat())];
}

function tell(uses: Uses): string {
  const parts = splits.filter((split) => uses.has(split));
  return parts.map((split) => `${split} ${uses.get(split)?.length}`).join(', ');
}

function problem(
  kind: DatasetProblem['kind'],
  severity: DatasetProblem['severity'],
  message: string,
  items: string[],
): DatasetProblem {
  return { kind, severity, message, items };
}
