import type { Tensor4D } from '../../runtime/tensorflow.ts';

/** @throws RangeError where x has other channels than the network was made for. */
export function checkChannels(x: Tensor4D, expected: number, setting: string): void {
  const found = x.shape[3];
  if (found === expected) return;
  throw new RangeError(
    `This network was made for ${expected} channels and got ${found}: set ${setting} to ${found}.`,
  );
}
