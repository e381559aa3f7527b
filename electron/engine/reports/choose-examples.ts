import type { Evaluation, ImageScore } from '../../contract/documents.ts';

export interface ChosenExample {
  title: string;
  id: string;
}

type Decibels = Pick<ImageScore, 'psnr' | 'inputPsnr' | 'identical' | 'inputIdentical'>;

/** PSNR of the result less that of the input (dB): infinite where one of them is the truth; NaN where not defined. */
export function gainOf({ psnr, inputPsnr, identical, inputIdentical }: Decibels): number {
  if (identical && inputIdentical) return 0;
  return (psnr ?? (identical ? Infinity : NaN)) - (inputPsnr ?? (inputIdentical ? Infinity : NaN));
}

/** PSNR of the result (dB): infinite where it is its truth, below all others where it is not defined. */
function scoreOf({ psnr, identical }: ImageScore): number {
  return psnr ?? (identical ? Infinity : -Infinity);
}

/**
 * The examples that a report shows, by fixed positions, so that nobody picks them: the dataset's first, then the
 * median and the worst of all held-out images by the result's PSNR. One that is two of these is shown once.
 */
export function chooseExamples({ perImage }: Pick<Evaluation, 'perImage'>): ChosenExample[] {
  const sorted = perImage
    .map((image) => ({ id: image.id, score: scoreOf(image) }))
    .sort((a, b) => (a.score < b.score ? 1 : a.score > b.score ? -1 : 0));
  const positions: [string, string | undefined][] = [
    ['First', perImage[0]?.id],
    ['Median', sorted[Math.floor((sorted.length - 1) / 2)]?.id],
    ['Worst', sorted.at(-1)?.id],
  ];
  const chosen = new Map<string, string>();
  for (const [title, id] of positions) {
    if (id === undefined) continue;
    const before = chosen.get(id);
    chosen.set(id, before === undefined ? title : `${before}, and ${title.toLowerCase()}`);
  }
  return [...chosen].map(([id, title]) => ({ id, title }));
}
