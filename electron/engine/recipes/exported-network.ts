import { AbbeError } from '../../contract/errors.ts';
import type { Scaling } from '../imaging/normalise.ts';
import type { Dtype } from '../imaging/raster.ts';
import type { Program, Values } from '../runtime/program.ts';
import type { Size } from '../training/buckets.ts';

/** What an exported network takes or gives: (1, height, width, channels), float32. */
export interface ExportedTensor extends Size {
  /** In the SavedModel's signature. */
  name: string;
  channels: number;
  kind: 'image' | 'noise' | 'probabilities';
  /** How pixels of an image become its numbers; null where they are no pixels. */
  scaling: Scaling | null;
  /** Of those pixels. */
  dtype: Dtype;
}

/** A generator's network at one size, for other programs. */
export interface ExportedNetwork {
  input: ExportedTensor;
  output: ExportedTensor;
  /** Sides are multiples of this (px). */
  stride: number;
  /** No output pixel depends on input farther away than this (px); Infinity where all depends on all. */
  receptiveRadius: number;
  /** Results have dropout: the one draw that is a part of the exported graph. */
  dropout: boolean;
  /** The network's numbers of its numbers, as results are made with. */
  run(input: Float32Array): Float32Array;
  /** saved_model.pb, from `Program.freeze`. */
  freeze(): Uint8Array;
}

/** At which size a network is exported, and for what images. */
export interface ExportRequest {
  /** Null: the size that an image of `image`'s size goes through at. */
  size: Size | null;
  /** The kind of image that it will get; null for generation. */
  image: (Size & { dtype: Dtype }) | null;
}

/** `run` and `freeze` of an entry that takes one tensor and gives one; its other inputs are fixed. */
export function asExported(
  program: Program,
  entry: string,
  { input, output }: { input: string; output: string },
  fixed: Record<string, Values | number> = {},
): Pick<ExportedNetwork, 'run' | 'freeze'> {
  return {
    run: (values) => program.run(entry, { ...fixed, [input]: values }, 0)[output] as Float32Array,
    freeze: () => program.freeze(entry, fixed),
  };
}

/** @throws AbbeError invalid-input where sides are no multiples of a network's stride, or below the least. */
export function requireSides({ width, height }: Size, multiple: number, least = multiple): void {
  if ([width, height].every((side) => side % multiple === 0 && side >= least)) return;
  const near = (side: number): number => Math.max(least, Math.ceil(side / multiple) * multiple);
  throw new AbbeError(
    'invalid-input',
    `This network takes sides that are multiples of ${multiple} px: ask for ${near(height)}x${near(width)} instead of ${height}x${width}.`,
  );
}

/** @throws AbbeError invalid-input where another size is asked for than the only one that there is. */
export function requireOnlySize(asked: Size | null, only: Size, why: string): void {
  if (asked === null || (asked.width === only.width && asked.height === only.height)) return;
  throw new AbbeError(
    'invalid-input',
    `${why}: leave the size out, or ask for ${only.height}x${only.width} instead of ${asked.height}x${asked.width}.`,
  );
}
