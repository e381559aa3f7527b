import { AbbeError } from '../../../../contract/errors.ts';
import { applyScaling } from '../../../imaging/normalise.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { noiseOf } from '../../../recipes/em-masks/noise.ts';
import type { ExportedNetwork, ExportedTensor } from '../../../recipes/exported-network.ts';
import { runFrozenModel } from '../../../runtime/frozen-model.ts';
import { fitted } from './example.ts';

/** Beyond it what was written is another network (in the network's numbers, where images span about 2). */
const mostDifference = 1e-3;

/** One input of a network with what comes out, in the numbers of files. */
export interface Tried {
  /** As the description's reader feeds it, before preprocessing. */
  input: Raster['data'];
  /** As that reader gives it, after postprocessing. */
  output: Float32Array;
  /** The image that was fed; null of noise. */
  image: Raster | null;
  difference: number;
}

/**
 * Runs what was written, loaded again, on an image or on noise, and compares it with Abbe's own network.
 * @throws AbbeError internal where both differ.
 */
export function tryNetwork(
  network: ExportedNetwork,
  savedModel: Uint8Array,
  { image: given, seed }: { image: Raster | null; seed: number },
): Tried {
  const { input, output } = network;
  const image = given && fitted(given, input);
  const raw = image?.data ?? noiseOf(seed, 0, input);
  const values = image && input.scaling ? applyScaling(raw, input.scaling) : Float32Array.from(raw);
  const fed = { name: input.name, shape: shapeOf(input), values };
  const made = runFrozenModel(savedModel, fed, output.name);
  const own = network.run(values);
  let difference = made.length === own.length ? 0 : Infinity;
  for (let i = 0; i < own.length; i += 1) {
    const apart = Math.abs((made[i] as number) - (own[i] as number));
    // NaN counts as apart.
    if (!(apart <= difference)) difference = apart;
  }
  if (!(difference <= mostDifference)) {
    throw new AbbeError(
      'internal',
      `The exported network gives other results than the run’s own (by ${difference}); nothing was written.`,
    );
  }
  return { input: raw, output: inFileNumbers(made, output), image, difference };
}

export const shapeOf = ({ height, width, channels }: ExportedTensor): [number, number, number, number] => [
  1,
  height,
  width,
  channels,
];

function inFileNumbers(values: Float32Array, { scaling }: ExportedTensor): Float32Array {
  return scaling ? values.map((value) => value * scaling.scale + scaling.offset) : values;
}
