import type { AreaMeasures, ImageSet } from '../../../../contract/evaluation-measures.ts';
import type { Evaluation, ImageScore } from '../../../../contract/evaluation.ts';
import { inputScoreOf } from '../../../../contract/evaluation.ts';
import { metrics } from '../../../metrics/index.ts';
import type { ImageScores } from '../../../../contract/metric-methods.ts';

type Cell = string | number | boolean | null;

/**
 * Scores as a table (RFC 4180), a line an image, in full precision: an empty field where there is no number, `inf`
 * for the PSNR of identical images.
 * @param filesOf more columns of an image, such as where its pixels were written.
 */
export function scoresCsv(
  { perImage, dataRange }: Evaluation,
  filesOf: (image: ImageScore) => Record<string, string> | null = () => null,
): string {
  return table(perImage.map((image) => rowOf(image, dataRange?.value ?? null, filesOf(image) ?? {})));
}

/** An image of a set, as it was written. */
export interface ImageOfSet {
  set: ImageSet;
  /** From 1 in its set; of images made of noise also the number of the noise. */
  number: number;
  file: string;
  width: number;
  height: number;
}

/** The images of sets as a table, a line an image: its file and, of class maps, the share of each class in it. */
export function imagesCsv(images: readonly ImageOfSet[], { areas, step, checkpoint }: Evaluation): string {
  return table(
    images.map(({ set, number, file, width, height }) => {
      const sharesOf = ({ perImage }: AreaMeasures['classes'][number]): readonly number[] =>
        set === 'real' || set === 'generated' ? perImage[set] : [];
      const made = set === 'generated';
      return {
        ...{ set, number, file, width, height },
        ...{ checkpoint: made ? checkpoint : null, step: made ? step : null },
        ...Object.fromEntries(
          (areas?.classes ?? []).map((own) => [`share of ${own.name}`, sharesOf(own)[number - 1] ?? null]),
        ),
      };
    }),
  );
}

function table(rows: readonly Record<string, Cell>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names.map(field), ...rows.map((row) => names.map((name) => field(row[name] ?? null)))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

function rowOf(image: ImageScore, range: number | null, files: Record<string, string>): Record<string, Cell> {
  const { id, file, group, box, width, height, identical, inputIdentical, notes, outside } = image;
  const scores = metrics.flatMap(({ id: metric }): [string, Cell][] => {
    const [own, ofInput] = [metric as keyof ImageScores, inputScoreOf(metric as keyof ImageScores)];
    const infinite = (same: boolean): Cell => (metric === 'psnr' && same ? 'inf' : null);
    return [
      [ofInput, image[ofInput] ?? infinite(inputIdentical)],
      [own, image[own] ?? infinite(identical)],
    ];
  });
  return {
    ...{ id, file, group, x: box?.x ?? null, y: box?.y ?? null, width, height, dataRange: range },
    ...Object.fromEntries(scores),
    ...Object.fromEntries(Object.entries(files).map(([part, path]) => [`${part}File`, path])),
    ...{ outside: outside.join(' '), notes: notes.join(' ') },
  };
}

function field(value: Cell): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
