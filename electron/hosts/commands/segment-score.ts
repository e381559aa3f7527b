import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { CommandDocument } from '../../contract/cli.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { FoundCell } from '../../contract/methods.ts';
import { readVocBoxes } from '../../engine/datasets/voc-boxes.ts';
import type { LabelledBox } from '../../engine/datasets/voc-boxes.ts';
import { scoreBoxes } from '../../engine/metrics/box-matching.ts';
import type { BoxImage, BoxScore } from '../../engine/metrics/box-matching.ts';
import { formatTable } from '../table.ts';

export type Score = NonNullable<CommandDocument<'segment'>['score']>;
type Segmented = { file: string; cells: readonly FoundCell[] };
type Annotated = { cells: readonly FoundCell[]; boxes: LabelledBox[] };
type Kind = 'red' | 'white' | 'platelet' | 'other';

const minIou = 0.5;

const rules = [
  `A found box counts where its intersection over union with a true one is at least ${minIou}, each used once, best overlap first.`,
  'Found cells with a stained nucleus are white, the others red; “all” takes red, white and other true boxes as cells, whatever they were found as.',
  'Platelets and boxes marked as difficult are neither wanted nor wrong: missing one, or finding one, is not counted.',
  'strict: every other found box that matches no true one is a false one. borderTolerant: except those that the border of the photo cuts, as annotators leave many of these out; true boxes at the border count as missed in both.',
];

/** @throws AbbeError not-found where the folder of annotations is not there. */
export async function checkAnnotations(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  throw new AbbeError('not-found', `${folder} is not a folder of annotations.`, { file: folder });
}

/**
 * Found cells against Pascal VOC boxes: `folder` holds an XML file with the name of each photo. Photos without one,
 * or with a broken one, are named and not scored.
 */
export async function scoreCells(folder: string, photos: readonly Segmented[]): Promise<Score> {
  const annotated: Annotated[] = [];
  const [leftOut, notScored]: [Score['leftOut'], Score['notScored']] = [[], []];
  for (const { file, cells } of photos) {
    const annotation = join(folder, `${basename(file, extname(file))}.xml`);
    try {
      const { boxes, problems } = await readVocBoxes(annotation);
      annotated.push({ cells, boxes });
      leftOut.push(...problems.map((reason) => ({ file: annotation, reason })));
    } catch (thrown) {
      notScored.push({ file, reason: AbbeError.wrap(thrown).message });
    }
  }
  const both = (toImage: (photo: Annotated, tolerant: boolean) => BoxImage) => ({
    strict: ratios(
      scoreBoxes(
        annotated.map((photo) => toImage(photo, false)),
        minIou,
      ),
    ),
    borderTolerant: ratios(
      scoreBoxes(
        annotated.map((photo) => toImage(photo, true)),
        minIou,
      ),
    ),
  });
  return {
    minIou,
    rules,
    photos: annotated.length,
    all: both((photo, tolerant) => imageOf(photo, photo.cells, ['red', 'white', 'other'], tolerant)),
    red: both(({ cells, boxes }, tolerant) =>
      imageOf(
        { cells, boxes },
        cells.filter(({ stained }) => !stained),
        ['red'],
        tolerant,
      ),
    ),
    white: both(({ cells, boxes }, tolerant) =>
      imageOf(
        { cells, boxes },
        cells.filter(({ stained }) => stained),
        ['white'],
        tolerant,
      ),
    ),
    leftOut,
    notScored,
  };
}

function imageOf(
  { boxes }: Annotated,
  found: readonly FoundCell[],
  wanted: readonly Kind[],
  tolerant: boolean,
): BoxImage {
  const isWanted = ({ label, difficult }: LabelledBox): boolean =>
    !difficult && wanted.includes(kindOf(label));
  const isIgnored = ({ label, difficult }: LabelledBox): boolean => difficult || kindOf(label) === 'platelet';
  return {
    found,
    truth: boxes.filter(isWanted).map(({ box }) => box),
    ignored: boxes.filter(isIgnored).map(({ box }) => box),
    forgiven: (i) => tolerant && found[i]?.touchesBorder === true,
  };
}

/** What a label of an annotator means: the usual abbreviations and words. */
function kindOf(label: string): Kind {
  if (/^(rbc|red|erythrocyte)/i.test(label)) return 'red';
  if (/^(wbc|white|leu[ck]ocyte)/i.test(label)) return 'white';
  return /^(platelet|plt|thrombocyte)/i.test(label) ? 'platelet' : 'other';
}

/** Ratios of nothing are null, as JSON has no NaN. */
function ratios({ matched, found, truth, ...rest }: BoxScore): Score['all']['strict'] {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const { precision, recall, f1, meanIou } = rest;
  return {
    matched,
    found,
    truth,
    precision: known(precision),
    recall: known(recall),
    f1: known(f1),
    meanIou: known(meanIou),
  };
}

/** The score as a table and its rules. */
export function describeScore(score: Score): string {
  const figure = (value: number | null): string => value?.toFixed(3) ?? '–';
  const rows = (['strict', 'borderTolerant'] as const).flatMap((border) =>
    (['all', 'red', 'white'] as const).map((kind) => {
      const { matched, found, truth, precision, recall, f1, meanIou } = score[kind][border];
      const counts = [matched, found, truth].map(String);
      return [`${kind} (${border})`, ...counts, ...[precision, recall, f1, meanIou].map(figure)];
    }),
  );
  const head = ['Cells', 'matched', 'found', 'true', 'precision', 'recall', 'F1', 'mean IoU'];
  const named = [...score.leftOut, ...score.notScored].map(({ file, reason }) => `${file}: ${reason}`);
  return [
    `Against the boxes of ${score.photos} photos:`,
    formatTable([head, ...rows]),
    ...score.rules,
    ...named,
  ].join('\n');
}
