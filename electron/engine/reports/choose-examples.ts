import type { Evaluation, ImageScore } from '../../contract/documents.ts';

export interface ChosenExample {
  title: string;
  id: string;
}

/** PSNR of the result less that of the input (dB); the worst where either is not known. */
export function gainOf({ psnr, inputPsnr }: ImageScore): number {
  // A result equal to its truth has no finite PSNR: nothing can be better.
  if (psnr === null) return inputPsnr === null ? 0 : Infinity;
  return inputPsnr === null ? -Infinity : psnr - inputPsnr;
}

/**
 * The examples that a report shows, by fixed positions, so that nobody picks them: best, median and worst by
 * gain in PSNR, then the first `first` of the dataset that are not among these.
 */
export function chooseExamples({ perImage }: Pick<Evaluation, 'perImage'>, first = 3): ChosenExample[] {
  const sorted = perImage
    .map((image) => ({ id: image.id, gain: gainOf(image) }))
    .sort((a, b) => (a.gain < b.gain ? 1 : a.gain > b.gain ? -1 : 0));
  const positions: [string, number][] = [
    ['Largest gain', 0],
    ['Median gain', Math.floor((sorted.length - 1) / 2)],
    ['Smallest gain', sorted.length - 1],
  ];
  const chosen = new Map<string, string>();
  for (const [title, position] of positions) {
    const id = sorted[position]?.id;
    if (id !== undefined && !chosen.has(id)) chosen.set(id, title);
  }
  const others = perImage.filter(({ id }) => !chosen.has(id)).slice(0, first);
  others.forEach(({ id }, i) => chosen.set(id, `No. ${i + 1} of the rest, in the dataset's order`));
  return [...chosen].map(([id, title]) => ({ id, title }));
}
